"""The queue: approved orders are offered to somebody on the roster."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse

from benchmarks.flow.peers import beginnings, choosing
from benchmarks.flow.peers.starlette_faststream.service import Service, actor, answer, body, found, must
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

service = Service("dispatch", DispatchHeard)


class Addressee(BaseModel):
    to_kind: Literal["person", "pool"]
    to_id: UUID


class Round(BaseModel):
    offers: Annotated[list[Addressee], Field(min_length=1, max_length=50)]
    deadline: AwareDatetime


class OfferView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    offer_id: UUID = Field(validation_alias="id")
    to_kind: str
    to_id: UUID
    deadline: datetime
    state: str


class OrderView(BaseModel):
    order_id: UUID
    order_no: str
    state: str
    site_path: str
    priority: int
    need: dict[str, Any]
    submitted_at: datetime
    offers: list[OfferView]


async def offer(request: Request) -> JSONResponse:
    given, order_id, made_by = await body(Round, request), request.path_params["order_id"], actor(request)
    async with service.transaction() as session:
        order = await found(session, DispatchOrder, order_id)
        must(order.state == "pending", 409)
        must(now() < given.deadline < datetime.fromisoformat(order.need["wanted_to"]), 422)
        for asked in given.offers:
            volunteer = await session.get(DispatchVolunteer, asked.to_id)
            must(volunteer and volunteer.status == "active", 422)
        seen = (await session.scalars(choosing.candidates(order))).all()
        offers = [
            DispatchOffer(order_id=order_id, deadline=given.deadline, made_by=made_by, **asked.model_dump())
            for asked in given.offers
        ]
        session.add_all([*offers, moved(DispatchMove, order, "offer", "offered", made_by)])
        session.add(choosing.choice(order, seen, [one.to_id for one in offers], made_by))
    made = [OfferView.model_validate(one) for one in offers]
    told = [one.model_dump(mode="json") for one in made]
    await service.tell("order.offered.v1", order_id, need=order.need, offers=told)
    shown = {name: getattr(order, name) for name in OrderView.model_fields.keys() - {"order_id", "offers"}}
    return answer(OrderView(order_id=order_id, offers=made, **shown), 201)


@service.notes("site.named.v1")
async def note_site(session: AsyncSession, said: dict[str, Any]) -> None:
    await session.merge(DispatchSite(path=said["subject"], **said["data"]))


@service.notes("item.published.v1")
async def note_item(session: AsyncSession, said: dict[str, Any]) -> None:
    await session.merge(DispatchItem(code=said["subject"], **said["data"]))


@service.notes("volunteer.described.v1")
async def note_volunteer(session: AsyncSession, said: dict[str, Any]) -> None:
    await session.merge(DispatchVolunteer(id=UUID(said["subject"]), **said["data"]))


@service.notes("order.approved.v1")
async def note_approved(session: AsyncSession, said: dict[str, Any]) -> None:
    session.add_all(beginnings.queued(said))


@service.notes("order.accepted.v1", "order.checked_in.v1", "order.served.v1")
async def note_visit(session: AsyncSession, said: dict[str, Any]) -> None:
    order = await session.get_one(DispatchOrder, UUID(said["subject"]), with_for_update=True)
    state, _ = MOVES[said["type"]]
    if is_ahead(state, of=order.state):
        session.add(moved(DispatchMove, order, f"note_{state}", state, said["type"]))
    if said["type"] == "order.accepted.v1":
        order.leader_id = UUID(said["data"]["leader_id"])
        accepted = await session.get_one(DispatchOffer, UUID(said["data"]["offer_id"]))
        accepted.state = "accepted"
    elif said["type"] == "order.served.v1":
        order.served_at = datetime.fromisoformat(said["data"]["served_at"])
        there = [UUID(one["volunteer_id"]) for one in said["data"]["crew"]]
        session.add_all([Crew(order_id=order.id, volunteer_id=one) for one in there])


@service.notes("order.reviewed.v1")
async def note_reviewed(session: AsyncSession, said: dict[str, Any]) -> None:
    leader = await session.get_one(DispatchVolunteer, UUID(said["data"]["leader_id"]), with_for_update=True)
    leader.rating_sum += said["data"]["level"]
    leader.rating_count += 1


web = service.web(service.post("orders/{order_id:uuid}/offers", offer))
