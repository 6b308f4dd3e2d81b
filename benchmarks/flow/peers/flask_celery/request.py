"""Orders are placed and approved; their story is kept."""

import secrets
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import abort, jsonify
from marshmallow import EXCLUDE, Schema, fields, validate
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from benchmarks.flow.peers.flask_celery.service import Service, actor, body, celery, found, must_be, tell
from benchmarks.flow.peers.story import MOVES, is_ahead, moved, need_of, now, site_path
from benchmarks.flow.peers.tables.request import (
    ContactCard,
    Recipient,
    RequestHeard,
    RequestItem,
    RequestMove,
    RequestNotice,
    RequestOrder,
    RequestSite,
)

__all__ = ["celery", "web"]

service = Service("request", RequestHeard)
web = service.web
NEED = ("channel", "kind", "urgency", "item_code", "wanted_from", "wanted_to")
CARD = (
    *("requester_name", "requester_phone", "recipient_name", "recipient_age"),
    *("circumstances", "address_detail", "need_text"),
)


class NewOrder(Schema):
    channel = fields.String(required=True, validate=validate.OneOf(["phone", "web", "visit"]))
    kind = fields.String(required=True, validate=validate.OneOf(["menu", "free_form"]))
    urgency = fields.String(required=True, validate=validate.OneOf(["normal", "urgent"]))
    item_code = fields.String(required=True, validate=validate.Length(1, 16))
    station_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6,12}\Z"))
    requester_name = fields.String(required=True, validate=validate.Length(1, 60))
    requester_phone = fields.String(required=True, validate=validate.Regexp(r"^\+?[0-9-]{5,19}\Z"))
    recipient_name = fields.String(required=True, validate=validate.Length(1, 60))
    recipient_age = fields.Integer(strict=True, load_default=None, validate=validate.Range(0, 130))
    circumstances = fields.List(fields.String(validate=validate.Length(1, 40)), load_default=list)
    address_detail = fields.String(required=True, validate=validate.Length(1, 200))
    need_text = fields.String(required=True, validate=validate.Length(1, 2000))
    wanted_from = fields.AwareDateTime(required=True)
    wanted_to = fields.AwareDateTime(required=True)
    consent = fields.Boolean(required=True, validate=validate.Equal(True))


class Approval(Schema):
    item_code = fields.String(required=True, validate=validate.Length(1, 16))
    title = fields.String(required=True, validate=validate.Length(1, 40))
    means = fields.String(required=True, validate=validate.OneOf(["visit", "phone", "online"]))


class NewSite(Schema):
    level = fields.String(required=True)
    name = fields.String(required=True, validate=validate.Length(1, 60))


class Rules(Schema):
    class Meta:
        unknown = EXCLUDE

    skills = fields.List(fields.String(), required=True)
    minutes = fields.Integer(strict=True, required=True)
    risk_level = fields.Integer(strict=True, required=True)
    modes = fields.List(fields.String(), required=True)


class OrderView(Schema):
    order_id = fields.UUID(attribute="id")
    order_no = fields.String()
    state = fields.String()
    site_path = fields.String()
    item_code = fields.String()
    title = fields.String()
    priority = fields.Integer()
    wanted_from = fields.AwareDateTime()
    wanted_to = fields.AwareDateTime()
    submitted_at = fields.AwareDateTime()
    link_token = fields.String()


@web.put(f"{service.url}/sites/<code>")
def name_site(code: str) -> Any:
    given = body(NewSite())
    with service.transaction() as session:
        session.merge(RequestSite(path=site_path(code), **given))
    tell("site.named.v1", site_path(code), **given)
    return jsonify(given)


@web.put(f"{service.url}/items/<code>")
def publish_item(code: str) -> Any:
    given = body(Rules())
    with service.transaction() as session:
        session.merge(RequestItem(code=code, rules=given))
    tell("item.published.v1", code, rules=given)
    return jsonify(given)


@web.post(f"{service.url}/orders")
def place() -> Any:
    given = body(NewOrder())
    with service.transaction() as session:
        site = session.get(RequestSite, site_path(given["station_code"])) or abort(422)
        session.get(RequestItem, given["item_code"]) or abort(422)
        order = RequestOrder(
            id=uuid7(),
            round=1,
            order_no=f"{secrets.randbelow(10**8):08}",
            link_token=secrets.token_urlsafe(32),
            site_path=site.path,
            recipient_id=_recipient(session, site.path, given["recipient_name"]).id,
            **{name: given[name] for name in NEED},
        )
        session.add_all([order, moved(RequestMove, order, "submit", "submitted", actor())])
        session.flush()
        session.add(ContactCard(order_id=order.id, **{name: given[name] for name in CARD}))
        _notify(session, order, "order_received")
    told = ("order_no", "site_path", "kind", "channel", "urgency", "submitted_at")
    tell("order.submitted.v1", order.id, **{name: getattr(order, name) for name in told})
    return jsonify(OrderView().dump(order)), 201


@web.post(f"{service.url}/orders/<uuid:order_id>/approve")
def approve(order_id: UUID) -> Any:
    given = body(Approval())
    with service.transaction() as session:
        order = found(session, RequestOrder, order_id)
        must_be(order, "submitted")
        item = session.get(RequestItem, given["item_code"]) or abort(422)
        card = session.get(ContactCard, order_id)
        session.add(moved(RequestMove, order, "approve", "pending", actor()))
        order.title, order.item_code = given["title"], item.code
        order.priority = 2 if card.circumstances else 3
        order.verified_by, order.verified_means = actor(), given["means"]
        _notify(session, order, "order_approved")
    told = {"recipient_id": order.recipient_id, "submitted_at": order.submitted_at}
    tell("order.approved.v1", order_id, need=need_of(order, item.rules), **told)
    return jsonify(OrderView().dump(order))


@service.notes(*MOVES)
def note(session: Session, said: dict[str, Any]) -> None:
    order = session.get(RequestOrder, UUID(said["subject"]), with_for_update=True)
    state, template = MOVES[said["type"]]
    if is_ahead(state, of=order.state):
        session.add(moved(RequestMove, order, f"note_{state}", state, said["type"]))
        order.closed_at = now() if state == "closed" else None
    if template:
        _notify(session, order, template)


def _recipient(session: Session, path: str, name: str) -> Recipient:
    known = session.scalar(sa.select(Recipient).filter_by(site_path=path, name=name))
    if known is None:
        session.add(known := Recipient(site_path=path, name=name))
        session.flush()
    return known


def _notify(session: Session, order: RequestOrder, template: str) -> None:
    notice = RequestNotice(to_kind="requester", to_id=order.id, order_id=order.id, template=template)
    notice.parameters = {"order_no": order.order_no}
    session.add(notice)
