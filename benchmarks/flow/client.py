"""The client, the same for all: one thread, one connection for each request under way, kept open."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import aiohttp

TOO_EARLY = 404
"""The only answer that means "this news has not arrived here yet": each such command asks for a thing by its id."""
PAUSE = 0.02
"""Seconds before a command that came too early is asked again, growing by half each time up to LONGEST_PAUSE."""
LONGEST_PAUSE = 0.2
PATIENCE = 60.0
TIMEOUT = aiohttp.ClientTimeout(total=PATIENCE)


class Refused(Exception):
    """A contestant said no where the workload expects a yes."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Client:
    """Asks the four services at their origins; `early` counts the commands that came before their news."""

    def __init__(self, session: aiohttp.ClientSession, origins: Mapping[str, str]) -> None:
        self._session = session
        self._origins = origins
        self.early = 0

    @staticmethod
    def now() -> float:
        """Seconds of a clock that only goes forward."""
        return time.perf_counter()

    async def ask(
        self, method: str, service: str, path: str, actor: str, body: Mapping[str, Any], key: str | None = None
    ) -> Any:
        """The answer to a command, asked again while it comes too early. Raises Refused."""
        headers = {"X-Sidan-Actor": actor} | ({"Idempotency-Key": key} if key else {})
        url, until = f"{self._origins[service]}/{service}/api/v1/{path}", self.now() + PATIENCE
        pause = PAUSE
        while True:
            status, answer = await self.send(method, url, headers, body)
            if status < 300:
                return answer
            if status != TOO_EARLY or self.now() > until:
                raise Refused(status, f"{method} {url} was answered {status}: {answer}")
            self.early += 1
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> tuple[int, Any]:
        """Status and body of one answer."""
        async with self._session.request(method, url, headers=headers, json=body) as response:
            return response.status, await (response.json() if response.ok else response.text())


def session() -> aiohttp.ClientSession:
    """Connections without a limit of their own, without cookies."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar(), timeout=TIMEOUT
    )
