"""Volunteers say yes, go there, and say how long it took."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse

from benchmarks.flow.peers.starlette_faststream.service import Service, answer, body, found, must
from benchmarks.flow.peers.story import now, site_path
from benchmarks.flow.peers.tables import (
    Assignment,
    CrewMember,
    Enrolled,
    LedgerEntry,
    VolunteerHeard,
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
        order.state, order.leader_id = "accepted", asked.to_id
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
        order.state, order.checked_in_at, order.means = "in_service", now(), given.means
    await service.tell("order.checked_in.v1", order_id, checked_in_at=order.checked_in_at, means=order.means)
    return answer(OrderView.model_validate(order))


async def finish(request: Request) -> JSONResponse:
    given, order_id = (await body(Finishing, request)).minutes, request.path_params["order_id"]
    async with service.transaction() as session:
        order = await found(session, Assignment, order_id)
        must(order.state == "in_service", 409)
        crew = await session.scalars(sa.select(CrewMember.volunteer_id).filter_by(order_id=order_id))
        must({one.volunteer_id for one in given} == set(crew), 422)
        session.add_all([LedgerEntry(order_id=order_id, minutes_class="declared", **one.model_dump()) for one in given])
        order.state, order.finished_at = "served", now()
    told = {"order_no": order.order_no, "site_path": order.site_path, "leader_id": order.leader_id}
    went = [one.model_dump(mode="json") for one in given]
    await service.tell("order.served.v1", order_id, served_at=order.finished_at, crew=went, **told)
    return answer(OrderView.model_validate(order))


@service.notes("order.offered.v1")
async def note_offered(session: AsyncSession, said: dict[str, Any]) -> None:
    need, order_id = said["data"]["need"], UUID(said["subject"])
    staged = {"order_no": need["order_no"], "site_path": need["site_path"]}
    session.add(Assignment(id=order_id, state="offered", need=need, **staged))
    await session.flush()
    for asked in said["data"]["offers"]:
        to_id, deadline = UUID(asked["to_id"]), datetime.fromisoformat(asked["deadline"])
        made = VolunteerOffer(id=UUID(asked["offer_id"]), order_id=order_id, to_kind="person", to_id=to_id)
        made.deadline = deadline
        session.add(made)
        _notify(session, order_id, to_id, "offer_received", deadline=asked["deadline"])


@service.notes("service.confirmed.v1")
async def note_confirmed(session: AsyncSession, said: dict[str, Any]) -> None:
    order_id, minutes_class = UUID(said["subject"]), said["data"]["minutes_class"]
    declared = sa.select(LedgerEntry).filter_by(order_id=order_id, minutes_class="declared")
    for entry in await session.scalars(declared):
        raised = {"volunteer_id": entry.volunteer_id, "minutes": entry.minutes, "minutes_class": minutes_class}
        session.add(LedgerEntry(order_id=order_id, **raised))


@service.notes("order.reviewed.v1")
async def note_reviewed(session: AsyncSession, said: dict[str, Any]) -> None:
    _notify(session, UUID(said["subject"]), UUID(said["data"]["leader_id"]), "thanks", level=said["data"]["level"])


def _notify(session: AsyncSession, order_id: UUID, to_id: UUID, template: str, **parameters: Any) -> None:
    notice = {"to_kind": "volunteer", "to_id": to_id, "order_id": order_id}
    session.add(VolunteerNotice(template=template, parameters=parameters, **notice))


web = service.web(
    service.post("volunteers", enrol),
    service.post("offers/{offer_id:uuid}/accept", accept),
    service.post("orders/{order_id:uuid}/check-in", check_in),
    service.post("orders/{order_id:uuid}/finish", finish),
)
