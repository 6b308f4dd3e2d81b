"""Volunteers say yes, go there, and say how long it took."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse

from benchmarks.flow.peers import ledger
from benchmarks.flow.peers.starlette_faststream.service import Service, actor, answer, body, found, must
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

service = Service("volunteer", VolunteerHeard)


class NewVolunteer(BaseModel):
    volunteer_no: Annotated[str, Field(min_length=1, max_length=16)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    phone: Annotated[str, Field(min_length=5, max_length=20)]
    birth_year: int
    home_code: Annotated[str, Field(pattern=r"^[0-9]{6,12}$")]
    skills: list[str]
    available: list[str]
    status: Literal["active", "paused"]


class Known(BaseModel):
    volunteer_id: UUID


class CheckIn(BaseModel):
    crew: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    means: Literal["door_word", "phone"]


class Minutes(BaseModel):
    volunteer_id: UUID
    minutes: Annotated[int, Field(ge=0, le=1440)]


class Finishing(BaseModel):
    minutes: Annotated[list[Minutes], Field(min_length=1, max_length=50)]


class OrderView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    order_id: UUID = Field(validation_alias="id")
    order_no: str
    state: str
    site_path: str
    need: dict[str, Any]
    leader_id: UUID | None
    checked_in_at: datetime | None
    finished_at: datetime | None


async def enrol(request: Request) -> JSONResponse:
    given = await body(NewVolunteer, request)
    public = given.model_dump(include={"status", "skills", "available"}) | {"home_path": site_path(given.home_code)}
    private = given.model_dump(include={"volunteer_no", "name", "phone", "birth_year"})
    async with service.transaction() as session:
        session.add(one := Enrolled(**public, **private))
    await service.tell("volunteer.described.v1", one.id, **public)
    return answer(Known(volunteer_id=one.id), 201)


async def accept(request: Request) -> JSONResponse:
    offer_id = request.path_params["offer_id"]
    async with service.transaction() as session:
        asked = await session.get(VolunteerOffer, offer_id)
        must(asked, 404)
        order = await found(session, Assignment, asked.order_id)
        must(order.state == "offered" and asked.state == "open" and asked.deadline > now(), 409)
        must((await session.get_one(Enrolled, asked.to_id)).status == "active", 409)
        asked.state, asked.answered_at = "accepted", now()
        session.add(moved(VolunteerMove, order, "accept", "accepted", actor(request)))
        order.leader_id = asked.to_id
    await service.tell("order.accepted.v1", order.id, offer_id=offer_id, leader_id=order.leader_id)
    return answer(OrderView.model_validate(order))


async def check_in(request: Request) -> JSONResponse:
    given, order_id = await body(CheckIn, request), request.path_params["order_id"]
    async with service.transaction() as session:
        order = await found(session, Assignment, order_id)
        must(order.state == "accepted", 409)
        known = sa.select(sa.func.count()).where(Enrolled.id.in_(given.crew))
        must(await session.scalar(known) == len(given.crew), 422)
        session.add_all([CrewMember(order_id=order_id, volunteer_id=one) for one in given.crew])
        session.add(moved(VolunteerMove, order, "check_in", "in_service", actor(request)))
        order.checked_in_at, order.means = now(), given.means
    await service.tell("order.checked_in.v1", order_id, checked_in_at=order.checked_in_at, means=order.means)
    return answer(OrderView.model_validate(order))


async def finish(request: Request) -> JSONResponse:
    given, order_id = (await body(Finishing, request)).minutes, request.path_params["order_id"]
    async with service.transaction() as session:
        order = await found(session, Assignment, order_id)
        must(order.state == "in_service", 409)
        crew, minutes = await _crew(session, order_id), {one.volunteer_id: one.minutes for one in given}
        must(minutes.keys() == {one.volunteer_id for one in crew}, 422)
        session.add(moved(VolunteerMove, order, "finish", "served", actor(request)))
        order.finished_at = now()
        for member in crew:
            ledger.declare(member, minutes[member.volunteer_id], order)
        await _flag(session, order, crew)
        await _write_down(session, crew, "finish", actor(request))
    told = {"order_no": order.order_no, "site_path": order.site_path, "leader_id": order.leader_id}
    went = [one.model_dump(mode="json") for one in given]
    await service.tell("order.served.v1", order_id, served_at=order.finished_at, crew=went, **told)
    return answer(OrderView.model_validate(order))


@service.notes("order.offered.v1")
async def note_offered(session: AsyncSession, said: dict[str, Any]) -> None:
    need, order_id = said["data"]["need"], UUID(said["subject"])
    staged = {"order_no": need["order_no"], "site_path": need["site_path"]}
    order = Assignment(id=order_id, round=1, need=need, **staged)
    session.add_all([order, moved(VolunteerMove, order, "note_offered", "offered", said["type"])])
    await session.flush()
    for asked in said["data"]["offers"]:
        to_id, deadline = UUID(asked["to_id"]), datetime.fromisoformat(asked["deadline"])
        made = VolunteerOffer(id=UUID(asked["offer_id"]), order_id=order_id, to_kind="person", to_id=to_id)
        made.deadline = deadline
        session.add(made)
        _notify(session, order_id, to_id, "offer_received", deadline=asked["deadline"])


@service.notes("service.confirmed.v1")
async def note_confirmed(session: AsyncSession, said: dict[str, Any]) -> None:
    order = await session.get_one(Assignment, UUID(said["subject"]), with_for_update=True)
    raised = [member for member in await _crew(session, order.id) if member.minutes_class == "declared"]
    for member in raised:
        member.minutes_class = said["data"]["minutes_class"]
    await _write_down(session, raised, said["type"], said["id"])


@service.notes("order.reviewed.v1")
async def note_reviewed(session: AsyncSession, said: dict[str, Any]) -> None:
    order, level = await session.get_one(Assignment, UUID(said["subject"]), with_for_update=True), said["data"]["level"]
    order.level = level
    _notify(session, order.id, UUID(said["data"]["leader_id"]), "thanks", level=level)


async def _crew(session: AsyncSession, order_id: UUID) -> Sequence[CrewMember]:
    return (await session.scalars(sa.select(CrewMember).filter_by(order_id=order_id))).all()


async def _flag(session: AsyncSession, order: Assignment, crew: Sequence[CrewMember]) -> None:
    """What a person should look at; those who went are locked, so that of two visits at once one sees the other."""
    people = sa.select(Enrolled.id).where(Enrolled.id.in_([member.volunteer_id for member in crew]))
    await session.execute(people.order_by(Enrolled.id).with_for_update(key_share=True))
    for member in crew:
        others = (await session.scalars(ledger.near(member))).all()
        session.add_all(ledger.flags(order, member, others))


async def _write_down(session: AsyncSession, crew: Sequence[CrewMember], cause: str, caused_by: str) -> None:
    """The last thing of a transaction, for all others wait for the head of the chain meanwhile."""
    head = await session.get_one(LedgerHead, MINUTES, with_for_update=True)
    session.add_all(ledger.entries(head, crew, cause, caused_by))


def _notify(session: AsyncSession, order_id: UUID, to_id: UUID, template: str, **parameters: Any) -> None:
    notice = {"to_kind": "volunteer", "to_id": to_id, "order_id": order_id}
    session.add(VolunteerNotice(template=template, parameters=parameters, **notice))


web = service.web(
    service.post("volunteers", enrol),
    service.post("offers/{offer_id:uuid}/accept", accept),
    service.post("orders/{order_id:uuid}/check-in", check_in),
    service.post("orders/{order_id:uuid}/finish", finish),
)
