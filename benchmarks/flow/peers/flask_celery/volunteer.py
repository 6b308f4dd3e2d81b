"""Volunteers say yes, go there, and say how long it took."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import abort, jsonify
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from benchmarks.flow.peers import ledger
from benchmarks.flow.peers.flask_celery.service import Service, actor, body, celery, found, must_be, tell
from benchmarks.flow.peers.story import moved, now, site_path
from benchmarks.flow.peers.tables.volunteer import (
    MINUTES,
    Assignment,
    CrewMember,
    Enrolled,
    LedgerHead,
    VolunteerHeard,
    VolunteerMove,
    VolunteerNotice,
    VolunteerOffer,
)

__all__ = ["celery", "web"]

service = Service("volunteer", VolunteerHeard)
web = service.web


class NewVolunteer(Schema):
    volunteer_no = fields.String(required=True, validate=validate.Length(1, 16))
    name = fields.String(required=True, validate=validate.Length(1, 60))
    phone = fields.String(required=True, validate=validate.Length(5, 20))
    birth_year = fields.Integer(strict=True, required=True)
    home_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6,12}\Z"))
    skills = fields.List(fields.String(), required=True)
    languages = fields.List(fields.String(), required=True)
    available = fields.List(fields.String(), required=True)
    max_per_week = fields.Integer(strict=True, required=True)
    travel_km = fields.Integer(strict=True, required=True)
    insured_until = fields.Date(required=True)
    status = fields.String(required=True, validate=validate.OneOf(["active", "paused"]))


class CheckIn(Schema):
    crew = fields.List(fields.UUID(), required=True, validate=validate.Length(1, 50))
    means = fields.String(required=True, validate=validate.OneOf(["door_word", "phone"]))


class Minutes(Schema):
    volunteer_id = fields.UUID(required=True)
    minutes = fields.Integer(strict=True, required=True, validate=validate.Range(0, 1440))


class Finishing(Schema):
    minutes = fields.List(fields.Nested(Minutes), required=True, validate=validate.Length(1, 50))


class OrderView(Schema):
    order_id = fields.UUID(attribute="id")
    order_no = fields.String()
    state = fields.String()
    site_path = fields.String()
    need = fields.Raw()
    leader_id = fields.UUID()
    checked_in_at = fields.AwareDateTime()
    finished_at = fields.AwareDateTime()


@web.post(f"{service.url}/volunteers")
def enrol() -> Any:
    given = body(NewVolunteer())
    public = {name: given[name] for name in ("status", "skills", "available")}
    public["home_path"] = site_path(given["home_code"])
    private = {name: given[name] for name in ("volunteer_no", "name", "phone", "birth_year")}
    with service.transaction() as session:
        session.add(one := Enrolled(**public, **private))
    tell("volunteer.described.v1", one.id, **public)
    return jsonify(volunteer_id=one.id), 201


@web.post(f"{service.url}/offers/<uuid:offer_id>/accept")
def accept(offer_id: UUID) -> Any:
    with service.transaction() as session:
        asked = session.get(VolunteerOffer, offer_id) or abort(404)
        order = found(session, Assignment, asked.order_id)
        must_be(order, "offered")
        if asked.state != "open" or asked.deadline < now():
            abort(409)
        if session.get(Enrolled, asked.to_id).status != "active":
            abort(409)
        asked.state, asked.answered_at = "accepted", now()
        session.add(moved(VolunteerMove, order, "accept", "accepted", actor()))
        order.leader_id = asked.to_id
    tell("order.accepted.v1", order.id, offer_id=offer_id, leader_id=order.leader_id)
    return jsonify(OrderView().dump(order))


@web.post(f"{service.url}/orders/<uuid:order_id>/check-in")
def check_in(order_id: UUID) -> Any:
    given = body(CheckIn())
    with service.transaction() as session:
        order = found(session, Assignment, order_id)
        must_be(order, "accepted")
        known = sa.select(sa.func.count()).where(Enrolled.id.in_(given["crew"]))
        if session.scalar(known) != len(given["crew"]):
            abort(422)
        session.add_all(CrewMember(order_id=order_id, volunteer_id=one) for one in given["crew"])
        session.add(moved(VolunteerMove, order, "check_in", "in_service", actor()))
        order.checked_in_at, order.means = now(), given["means"]
    tell("order.checked_in.v1", order_id, checked_in_at=order.checked_in_at, means=order.means)
    return jsonify(OrderView().dump(order))


@web.post(f"{service.url}/orders/<uuid:order_id>/finish")
def finish(order_id: UUID) -> Any:
    given = body(Finishing())["minutes"]
    with service.transaction() as session:
        order = found(session, Assignment, order_id)
        must_be(order, "in_service")
        crew, minutes = _crew(session, order_id), {one["volunteer_id"]: one["minutes"] for one in given}
        if minutes.keys() != {one.volunteer_id for one in crew}:
            abort(422)
        session.add(moved(VolunteerMove, order, "finish", "served", actor()))
        order.finished_at = now()
        for member in crew:
            ledger.declare(member, minutes[member.volunteer_id], order)
        _flag(session, order, crew)
        _write_down(session, crew, "finish", actor())
    told = {"order_no": order.order_no, "site_path": order.site_path, "leader_id": order.leader_id}
    went = [{"volunteer_id": str(one["volunteer_id"]), "minutes": one["minutes"]} for one in given]
    tell("order.served.v1", order_id, served_at=order.finished_at, crew=went, **told)
    return jsonify(OrderView().dump(order))


@service.notes("order.offered.v1")
def note_offered(session: Session, said: dict[str, Any]) -> None:
    need, order_id = said["data"]["need"], UUID(said["subject"])
    staged = {"order_no": need["order_no"], "site_path": need["site_path"]}
    order = Assignment(id=order_id, round=1, need=need, **staged)
    session.add_all([order, moved(VolunteerMove, order, "note_offered", "offered", said["type"])])
    session.flush()
    for asked in said["data"]["offers"]:
        to_id, deadline = UUID(asked["to_id"]), datetime.fromisoformat(asked["deadline"])
        made = VolunteerOffer(id=UUID(asked["offer_id"]), order_id=order_id, to_kind="person", to_id=to_id)
        made.deadline = deadline
        session.add(made)
        _notify(session, order_id, to_id, "offer_received", deadline=asked["deadline"])


@service.notes("service.confirmed.v1")
def note_confirmed(session: Session, said: dict[str, Any]) -> None:
    order = session.get(Assignment, UUID(said["subject"]), with_for_update=True)
    raised = [member for member in _crew(session, order.id) if member.minutes_class == "declared"]
    for member in raised:
        member.minutes_class = said["data"]["minutes_class"]
    _write_down(session, raised, said["type"], said["id"])


@service.notes("order.reviewed.v1")
def note_reviewed(session: Session, said: dict[str, Any]) -> None:
    order, level = session.get(Assignment, UUID(said["subject"]), with_for_update=True), said["data"]["level"]
    order.level = level
    _notify(session, order.id, UUID(said["data"]["leader_id"]), "thanks", level=level)


def _crew(session: Session, order_id: UUID) -> Sequence[CrewMember]:
    return session.scalars(sa.select(CrewMember).filter_by(order_id=order_id)).all()


def _flag(session: Session, order: Assignment, crew: Sequence[CrewMember]) -> None:
    """What a person should look at; those who went are locked, so that of two visits at once one sees the other."""
    people = sa.select(Enrolled.id).where(Enrolled.id.in_([member.volunteer_id for member in crew]))
    session.execute(people.order_by(Enrolled.id).with_for_update(key_share=True))
    for member in crew:
        session.add_all(ledger.flags(order, member, session.scalars(ledger.near(member)).all()))


def _write_down(session: Session, crew: Sequence[CrewMember], cause: str, caused_by: str) -> None:
    """The last thing of a transaction, for all others wait for the head of the chain meanwhile."""
    head = session.get(LedgerHead, MINUTES, with_for_update=True)
    session.add_all(ledger.entries(head, crew, cause, caused_by))


def _notify(session: Session, order_id: UUID, to_id: UUID, template: str, **parameters: Any) -> None:
    notice = {"to_kind": "volunteer", "to_id": to_id, "order_id": order_id}
    session.add(VolunteerNotice(template=template, parameters=parameters, **notice))
