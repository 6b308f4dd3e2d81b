"""The resident rates; every event is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import jsonify
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from benchmarks.flow.peers.flask_celery.service import Service, body, celery, found, must_be, tell
from benchmarks.flow.peers.story import LISTENERS, now
from benchmarks.flow.peers.tables import Fact, FeedbackHeard, Review

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
        order.state, order.level, order.review_means = "closed", given["level"], given["means"]
        order.reviewed_by, order.reviewed_at, order.closed_at = "resident", now(), now()
    tell("service.confirmed.v1", order_id, minutes_class="witnessed")
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
    if said["type"] == "order.served.v1":
        told = said["data"]
        session.add(
            Review(
                id=UUID(said["subject"]),
                state="served",
                order_no=told["order_no"],
                site_path=told["site_path"],
                leader_id=UUID(told["leader_id"]),
                crew=[one["volunteer_id"] for one in told["crew"]],
                served_at=datetime.fromisoformat(told["served_at"]),
            )
        )
