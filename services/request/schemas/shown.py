"""How request shows orders, and what is to be done about them. Views tell of no person, but for the call list."""

from marshmallow import fields

from services.request.lifecycle import State
from services.request.schemas.asked import LimitBody, Rejection
from shared.contracts.text import Text
from shared.contracts.values import OneOf
from shared.web.schema import Schema


class OrderFilter(Schema):
    """Which orders to list."""

    state = OneOf(*State)
    external_ref = Text(64)
    order_no = Text(8)


class DuplicateFilter(Schema):
    """Under which item the order would be filed; without it, under the one that was picked."""

    item_code = Text(16)


class OrderView(Schema):
    """An order without anything that tells of a person."""

    order_id = fields.UUID()
    order_no = fields.String()
    external_ref = fields.String(allow_none=True)
    state = fields.String()
    round = fields.Integer()
    site_path = fields.String()
    channel = fields.String()
    kind = fields.String()
    urgency = fields.String()
    priority = fields.Integer(allow_none=True)
    urges = fields.Integer()
    item_code = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    wanted_from = fields.AwareDateTime()
    wanted_to = fields.AwareDateTime()
    need_version = fields.Integer()
    starts_at = fields.AwareDateTime(allow_none=True)
    held_until = fields.AwareDateTime(allow_none=True)
    held_for = fields.String(allow_none=True)
    submitted_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)
    reason_code = fields.String(allow_none=True)
    sentence = fields.String(allow_none=True)
    referred_to = fields.String(allow_none=True)
    ring = fields.String(allow_none=True, metadata={"description": "the emergency number to ring at once"})
    duplicate_of = fields.UUID(allow_none=True)
    left_at = fields.AwareDateTime(allow_none=True)
    resubmission_of = fields.UUID(allow_none=True)
    rework_of = fields.UUID(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    alarm = fields.String(allow_none=True)
    supervised = fields.Boolean()


class PlacedOrderView(OrderView):
    """What the one who ordered is answered: the order, the link that only they know, and how many orders ask for the
    same already."""

    link_token = fields.String()
    likely_duplicates = fields.Integer()


class UrgedOrderView(OrderView):
    """What happens next, for the one who asks."""

    next_step = fields.String()


class ProposalView(Rejection):
    """The signatures under a rejection."""

    need_version = fields.Integer()
    proposed_by = fields.String()
    proposed_at = fields.AwareDateTime()
    signed_by = fields.String(allow_none=True)
    signed_at = fields.AwareDateTime(allow_none=True)


class WaitingOrderView(OrderView):
    """An order as it lies before the clerks: with the proposal to reject it."""

    rung_back_at = fields.AwareDateTime(allow_none=True)
    proposal = fields.Nested(ProposalView, allow_none=True)


class QuestionView(Schema):
    """What was asked about an order, and the answer; who asked and answered is in its history."""

    text = fields.String()
    asked_at = fields.AwareDateTime()
    answer = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)


class LimitsView(Schema):
    """A version of the limits."""

    version = fields.Integer()
    limits = fields.List(fields.Nested(LimitBody))
    published_by = fields.String()
    published_at = fields.AwareDateTime()


class CallView(Schema):
    """A call to make: whom to ring, what about, and what they are asked."""

    notice_id = fields.UUID(attribute="id")
    order_id = fields.UUID()
    order_no = fields.String(attribute="order.order_no")
    name = fields.String(attribute="order.card.requester_name")
    phone = fields.String(attribute="order.card.requester_phone")
    template = fields.String()
    parameters = fields.Dict()
    question = fields.String(allow_none=True)
    due_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    sent_through = fields.String(allow_none=True)


class SentenceView(Schema):
    """One sentence of a story."""

    at = fields.AwareDateTime()
    sentence = fields.String()


class StoryView(Schema):
    """The story of an order in plain words, and what happens next."""

    order_id = fields.UUID(attribute="order.order_id")
    order_no = fields.String(attribute="order.order_no")
    state = fields.String(attribute="order.state")
    sentences = fields.List(fields.Nested(SentenceView))
    next_step = fields.String()
