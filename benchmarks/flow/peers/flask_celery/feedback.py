"""The resident rates; every event is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import jsonify
from marshmallow import Schema, fields, validate
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from benchmarks.flow.peers import beginnings, figures
from benchmarks.flow.peers.flask_celery.service import Service, actor, body, celery, found, must_be, tell
from benchmarks.flow.peers.story import LISTENERS, REVIEWING, moved, now
from benchmarks.flow.peers.tables.feedback import (
    CountedOrder,
    Fact,
    FeedbackHeard,
    FeedbackMove,
    Review,
)

__all__ = ["celery", "web"]

service = Service("feedback", FeedbackHeard)
web = service.web


class Rating(Schema):
    level = fields.Integer(strict=True, required=True, validate=validate.Range(1, 5))
    means = fields.String(required=True, validate=validate.OneOf(["link", "phone", "paper"]))


class OrderView(Schema):
    order_id = fields.UUID(attribute="id")
    order_no = fields.String()
    state = fields.String()
    site_path = fields.String()
    leader_id = fields.UUID()
    served_at = fields.AwareDateTime()
    level = fields.Integer()
    closed_at = fields.AwareDateTime()


@web.post(f"{service.url}/orders/<uuid:order_id>/review")
def review(order_id: UUID) -> Any:
    given = body(Rating())
    with service.transaction() as session:
        order = found(session, Review, order_id)
        must_be(order, "served")
        for verb, state in REVIEWING:
            session.add(moved(FeedbackMove, order, verb, state, actor()))
        order.confirmed_at, order.minutes_class = now(), "witnessed"
        order.level, order.review_means = given["level"], given["means"]
        order.reviewed_by, order.reviewed_at, order.closed_at = actor(), now(), now()
    tell("service.confirmed.v1", order_id, minutes_class=order.minutes_class)
    tell("order.reviewed.v1", order_id, level=order.level, leader_id=order.leader_id)
    tell("order.closed.v1", order_id, outcome="reviewed")
    return jsonify(OrderView().dump(order))


@service.notes(*LISTENERS)
def keep(session: Session, said: dict[str, Any]) -> None:
    session.add(
        Fact(
            event_id=UUID(said["id"]),
            type=said["type"],
            subject=said["subject"],
            said_at=datetime.fromisoformat(said["said_at"]),
            data=said["data"],
        )
    )
    if figures.is_of_an_order(said):
        told = figures.of_order(said)
        row = insert(CountedOrder).values(id=UUID(said["subject"]), **told)
        session.execute(row.on_conflict_do_update(index_elements=["id"], set_=told))
    if said["type"] == "order.served.v1":
        session.add_all(beginnings.served(said))
