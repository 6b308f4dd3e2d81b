"""Orders are placed and approved; their story is kept."""

import secrets
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from uuid_utils.compat import uuid7

from benchmarks.flow.peers.starlette_faststream.service import Service, actor, answer, body, found, must
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

service = Service("request", RequestHeard)
Text = Annotated[str, Field(min_length=1, max_length=60)]
NEED = {"channel", "kind", "urgency", "item_code", "wanted_from", "wanted_to"}
CARD = {
    *("requester_name", "requester_phone", "recipient_name", "recipient_age"),
    *("circumstances", "address_detail", "need_text"),
}


class NewOrder(BaseModel):
    channel: Literal["phone", "web", "visit"]
    kind: Literal["menu", "free_form"]
    urgency: Literal["normal", "urgent"]
    item_code: Annotated[str, Field(min_length=1, max_length=16)]
    station_code: Annotated[str, Field(pattern=r"^[0-9]{6,12}$")]
    requester_name: Text
    requester_phone: Annotated[str, Field(pattern=r"^\+?[0-9-]{5,19}$")]
    recipient_name: Text
    recipient_age: Annotated[int, Field(ge=0, le=130)] | None = None
    circumstances: list[Annotated[str, Field(min_length=1, max_length=40)]] = []
    address_detail: Annotated[str, Field(min_length=1, max_length=200)]
    need_text: Annotated[str, Field(min_length=1, max_length=2000)]
    wanted_from: AwareDatetime
    wanted_to: AwareDatetime
    consent: Literal[True]


class Approval(BaseModel):
    item_code: Annotated[str, Field(min_length=1, max_length=16)]
    title: Annotated[str, Field(min_length=1, max_length=40)]
    means: Literal["visit", "phone", "online"]


class NewSite(BaseModel):
    level: str
    name: Text


class Rules(BaseModel):
    skills: list[str]
    minutes: int
    risk_level: int
    modes: list[str]


class OrderView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    order_id: UUID = Field(validation_alias="id")
    order_no: str
    state: str
    site_path: str
    item_code: str
    title: str | None
    priority: int | None
    wanted_from: datetime
    wanted_to: datetime
    submitted_at: datetime
    link_token: str


async def name_site(request: Request) -> JSONResponse:
    given, path = await body(NewSite, request), site_path(request.path_params["code"])
    async with service.transaction() as session:
        await session.merge(RequestSite(path=path, **given.model_dump()))
    await service.tell("site.named.v1", path, **given.model_dump())
    return answer(given)


async def publish_item(request: Request) -> JSONResponse:
    given, code = await body(Rules, request), request.path_params["code"]
    async with service.transaction() as session:
        await session.merge(RequestItem(code=code, rules=given.model_dump()))
    await service.tell("item.published.v1", code, rules=given.model_dump())
    return answer(given)


async def place(request: Request) -> JSONResponse:
    given = await body(NewOrder, request)
    async with service.transaction() as session:
        site = await session.get(RequestSite, site_path(given.station_code))
        must(site and await session.get(RequestItem, given.item_code), 422)
        recipient = await _recipient(session, site.path, given.recipient_name)
        order = RequestOrder(
            id=uuid7(),
            round=1,
            order_no=f"{secrets.randbelow(10**8):08}",
            link_token=secrets.token_urlsafe(32),
            site_path=site.path,
            recipient_id=recipient.id,
            **given.model_dump(include=NEED),
        )
        session.add_all([order, moved(RequestMove, order, "submit", "submitted", actor(request))])
        await session.flush()
        session.add(ContactCard(order_id=order.id, **given.model_dump(include=CARD)))
        _notify(session, order, "order_received")
    told = ("order_no", "site_path", "kind", "channel", "urgency", "submitted_at")
    await service.tell("order.submitted.v1", order.id, **{name: getattr(order, name) for name in told})
    return answer(OrderView.model_validate(order), 201)


async def approve(request: Request) -> JSONResponse:
    given, order_id = await body(Approval, request), request.path_params["order_id"]
    async with service.transaction() as session:
        order = await found(session, RequestOrder, order_id)
        must(order.state == "submitted", 409)
        item = await session.get(RequestItem, given.item_code)
        must(item, 422)
        card = await session.get_one(ContactCard, order_id)
        session.add(moved(RequestMove, order, "approve", "pending", actor(request)))
        order.title, order.item_code = given.title, item.code
        order.priority = 2 if card.circumstances else 3
        order.verified_by, order.verified_means = actor(request), given.means
        _notify(session, order, "order_approved")
    told = {"recipient_id": order.recipient_id, "submitted_at": order.submitted_at}
    await service.tell("order.approved.v1", order_id, need=need_of(order, item.rules), **told)
    return answer(OrderView.model_validate(order))


@service.notes(*MOVES)
async def note(session: AsyncSession, said: dict[str, Any]) -> None:
    order = await session.get_one(RequestOrder, UUID(said["subject"]), with_for_update=True)
    state, template = MOVES[said["type"]]
    if is_ahead(state, of=order.state):
        session.add(moved(RequestMove, order, f"note_{state}", state, said["type"]))
        order.closed_at = now() if state == "closed" else None
    if template:
        _notify(session, order, template)


async def _recipient(session: AsyncSession, path: str, name: str) -> Recipient:
    known = await session.scalar(sa.select(Recipient).filter_by(site_path=path, name=name))
    if known is None:
        session.add(known := Recipient(site_path=path, name=name))
        await session.flush()
    return known


def _notify(session: AsyncSession, order: RequestOrder, template: str) -> None:
    notice = RequestNotice(to_kind="requester", to_id=order.id, order_id=order.id, template=template)
    notice.parameters = {"order_no": order.order_no}
    session.add(notice)


web = service.web(
    Route("/request/api/v1/sites/{code}", name_site, methods=["PUT"]),
    Route("/request/api/v1/items/{code}", publish_item, methods=["PUT"]),
    service.post("orders", place),
    service.post("orders/{order_id:uuid}/approve", approve),
)
