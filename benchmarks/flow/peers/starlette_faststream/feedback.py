"""The resident rates; every event is kept."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse

from benchmarks.flow.peers import beginnings, figures
from benchmarks.flow.peers.starlette_faststream.service import Service, actor, answer, body, found, must
from benchmarks.flow.peers.story import LISTENERS, REVIEWING, moved, now
from benchmarks.flow.peers.tables.feedback import (
    CountedOrder,
    Fact,
    FeedbackHeard,
    FeedbackMove,
    Review,
)

service = Service("feedback", FeedbackHeard)


class Rating(BaseModel):
    level: Annotated[int, Field(ge=1, le=5)]
    means: Literal["link", "phone", "paper"]


class OrderView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    order_id: UUID = Field(validation_alias="id")
    order_no: str
    state: str
    site_path: str
    leader_id: UUID
    served_at: datetime
    level: int
    closed_at: datetime


async def review(request: Request) -> JSONResponse:
    given, order_id = await body(Rating, request), request.path_params["order_id"]
    async with service.transaction() as session:
        order = await found(session, Review, order_id)
        must(order.state == "served", 409)
        for verb, state in REVIEWING:
            session.add(moved(FeedbackMove, order, verb, state, actor(request)))
        order.confirmed_at, order.minutes_class = now(), "witnessed"
        order.level, order.review_means = given.level, given.means
        order.reviewed_by, order.reviewed_at, order.closed_at = actor(request), now(), now()
    await service.tell("service.confirmed.v1", order_id, minutes_class=order.minutes_class)
    await service.tell("order.reviewed.v1", order_id, level=order.level, leader_id=order.leader_id)
    await service.tell("order.closed.v1", order_id, outcome="reviewed")
    return answer(OrderView.model_validate(order))


@service.notes(*LISTENERS)
async def keep(session: AsyncSession, said: dict[str, Any]) -> None:
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
        await session.execute(row.on_conflict_do_update(index_elements=["id"], set_=told))
    if said["type"] == "order.served.v1":
        session.add_all(beginnings.served(said))


web = service.web(service.post("orders/{order_id:uuid}/review", review))
