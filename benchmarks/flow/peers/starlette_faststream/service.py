"""What the four apps have in common: the database, the broker, and how a body is read."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from faststream import AckPolicy
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue
from pydantic import BaseModel, ValidationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.flow.peers.story import LISTENERS, event

EVENTS = RabbitExchange("events", type=ExchangeType.TOPIC, durable=True)
AT_ONCE = 16
"""Messages that are handled at the same time, and connections to the database."""
Handler = Callable[[AsyncSession, dict[str, Any]], Awaitable[None]]


class Service:
    """A Starlette app with its database and its broker, and the subscriber by which it hears of the others."""

    def __init__(self, name: str, heard: type[Any]) -> None:
        self.name = name
        url = os.environ[f"{name.upper()}_DATABASE_URL"].replace("postgresql:", "postgresql+asyncpg:")
        engine = create_async_engine(url, pool_size=AT_ONCE)
        self.transaction = async_sessionmaker(engine, expire_on_commit=False).begin
        channel = Channel(prefetch_count=AT_ONCE, publisher_confirms=True)
        self.broker = RabbitBroker(os.environ["BROKER_URL"], default_channel=channel, logger=None)
        self._queue = RabbitQueue(name, queue_type=QueueType.QUORUM, durable=True)
        self._heard = heard
        self._notes: dict[str, Handler] = {}
        self.broker.subscriber(self._queue, EVENTS, ack_policy=AckPolicy.NACK_ON_ERROR)(self._hear)

    def web(self, *routes: Route) -> Starlette:
        """The app; it listens to the broker while it runs."""
        status = Route(f"/{self.name}/status", lambda _: JSONResponse({"service": self.name}))
        answers = {ValidationError: _invalid, HTTPException: _refused}
        return Starlette(routes=[status, *routes], lifespan=self._listening, exception_handlers=answers)

    def post(self, path: str, handler: Callable[[Request], Awaitable[JSONResponse]]) -> Route:
        """A route of this service's API."""
        return Route(f"/{self.name}/api/v1/{path}", handler, methods=["POST"])

    def notes(self, *kinds: str) -> Callable[[Handler], Handler]:
        """The function notes what events of these kinds say."""

        def noting(handler: Handler) -> Handler:
            self._notes |= dict.fromkeys(kinds, handler)
            return handler

        return noting

    async def tell(self, kind: str, subject: Any, /, **data: Any) -> None:
        """Published to all who hear it; confirmed by the broker when this returns."""
        said = event(kind, subject, **data)
        await self.broker.publish(said, exchange=EVENTS, routing_key=kind, persist=True)

    async def _hear(self, said: dict[str, Any]) -> None:
        row = {"event_id": said["id"], "type": said["type"], "subject": said["subject"]}
        once = insert(self._heard).values(row).on_conflict_do_nothing()
        async with self.transaction() as session:
            if (await session.execute(once)).rowcount and said["type"] in self._notes:
                await self._notes[said["type"]](session, said)

    @asynccontextmanager
    async def _listening(self, _: Starlette) -> AsyncIterator[None]:
        await self.broker.connect()
        queue = await self.broker.declare_queue(self._queue)
        exchange = await self.broker.declare_exchange(EVENTS)
        for kind, listeners in LISTENERS.items():
            if self.name in listeners:
                await queue.bind(exchange, kind)
        await self.broker.start()
        yield
        await self.broker.stop()


Body = TypeVar("Body", bound=BaseModel)


async def body(kind: type[Body], request: Request) -> Body:
    """What was asked, validated."""
    return kind.model_validate_json(await request.body())


async def found(session: AsyncSession, kind: type[Any], key: Any) -> Any:
    """The row, locked; 404 where there is none."""
    row = await session.get(kind, key, with_for_update=True)
    if row is None:
        raise HTTPException(404)
    return row


def actor(request: Request) -> str:
    """Who asks; 400 where nobody says."""
    told = request.headers.get("X-Sidan-Actor", "")
    must(told, 400)
    return told


def must(holds: object, status: int) -> None:
    """Refuse with this status unless it holds."""
    if not holds:
        raise HTTPException(status)


def answer(view: BaseModel, status: int = 200) -> JSONResponse:
    return JSONResponse(view.model_dump(mode="json"), status_code=status)


async def _invalid(_: Request, error: ValidationError) -> JSONResponse:
    return JSONResponse({"errors": error.errors(include_url=False, include_input=False)}, status_code=422)


async def _refused(_: Request, error: HTTPException) -> JSONResponse:
    return JSONResponse({"error": error.detail}, status_code=error.status_code)
