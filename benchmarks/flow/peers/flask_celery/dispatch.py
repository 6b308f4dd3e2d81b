"""The queue: approved orders are offered to somebody on the roster."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, jsonify
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from benchmarks.flow.peers import beginnings, choosing
from benchmarks.flow.peers.flask_celery.service import Service, actor, body, celery, found, must_be, tell
from benchmarks.flow.peers.story import MOVES, is_ahead, moved, now
from benchmarks.flow.peers.tables.dispatch import (
    Crew,
    DispatchHeard,
    DispatchItem,
    DispatchMove,
    DispatchOffer,
    DispatchOrder,
    DispatchSite,
    DispatchVolunteer,
)

__all__ = ["celery", "web"]

service = Service("dispatch", DispatchHeard)
web = service.web


class Addressee(Schema):
    to_kind = fields.String(required=True, validate=validate.OneOf(["person", "pool"]))
    to_id = fields.UUID(required=True)


class Round(Schema):
    offers = fields.List(fields.Nested(Addressee), required=True, validate=validate.Length(1, 50))
    deadline = fields.AwareDateTime(required=True)


class OfferView(Schema):
    offer_id = fields.UUID(attribute="id")
    to_kind = fields.String()
    to_id = fields.UUID()
    deadline = fields.AwareDateTime()
    state = fields.String()


class OrderView(Schema):
    order_id = fields.UUID(attribute="id")
    order_no = fields.String()
    state = fields.String()
    site_path = fields.String()
    priority = fields.Integer()
    need = fields.Raw()
    submitted_at = fields.AwareDateTime()


@web.post(f"{service.url}/orders/<uuid:order_id>/offers")
def offer(order_id: UUID) -> Any:
    given = body(Round())
    with service.transaction() as session:
        order = found(session, DispatchOrder, order_id)
        must_be(order, "pending")
        if not now() < given["deadline"] < datetime.fromisoformat(order.need["wanted_to"]):
            abort(422)
        for asked in given["offers"]:
            volunteer = session.get(DispatchVolunteer, asked["to_id"]) or abort(422)
            if volunteer.status != "active":
                abort(422)
        seen = session.scalars(choosing.candidates(order)).all()
        offers = [
            DispatchOffer(order_id=order_id, deadline=given["deadline"], made_by=actor(), **asked)
            for asked in given["offers"]
        ]
        session.add_all([*offers, moved(DispatchMove, order, "offer", "offered", actor())])
        session.add(choosing.choice(order, seen, [one.to_id for one in offers], actor()))
    told = OfferView(many=True).dump(offers)
    tell("order.offered.v1", order_id, need=order.need, offers=told)
    return jsonify(OrderView().dump(order) | {"offers": told}), 201


@service.notes("site.named.v1")
def note_site(session: Session, said: dict[str, Any]) -> None:
    session.merge(DispatchSite(path=said["subject"], **said["data"]))


@service.notes("item.published.v1")
def note_item(session: Session, said: dict[str, Any]) -> None:
    session.merge(DispatchItem(code=said["subject"], **said["data"]))


@service.notes("volunteer.described.v1")
def note_volunteer(session: Session, said: dict[str, Any]) -> None:
    session.merge(DispatchVolunteer(id=UUID(said["subject"]), **said["data"]))


@service.notes("order.approved.v1")
def note_approved(session: Session, said: dict[str, Any]) -> None:
    session.add_all(beginnings.queued(said))


@service.notes("order.accepted.v1", "order.checked_in.v1", "order.served.v1")
def note_visit(session: Session, said: dict[str, Any]) -> None:
    order = session.get(DispatchOrder, UUID(said["subject"]), with_for_update=True)
    state, _ = MOVES[said["type"]]
    if is_ahead(state, of=order.state):
        session.add(moved(DispatchMove, order, f"note_{state}", state, said["type"]))
    if said["type"] == "order.accepted.v1":
        order.leader_id = UUID(said["data"]["leader_id"])
        session.get(DispatchOffer, UUID(said["data"]["offer_id"])).state = "accepted"
    elif said["type"] == "order.served.v1":
        order.served_at = datetime.fromisoformat(said["data"]["served_at"])
        there = [UUID(one["volunteer_id"]) for one in said["data"]["crew"]]
        session.add_all([Crew(order_id=order.id, volunteer_id=one) for one in there])


@service.notes("order.reviewed.v1")
def note_reviewed(session: Session, said: dict[str, Any]) -> None:
    leader = session.get(DispatchVolunteer, UUID(said["data"]["leader_id"]), with_for_update=True)
    leader.rating_sum += said["data"]["level"]
    leader.rating_count += 1
