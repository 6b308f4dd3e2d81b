"""The board, which shows operators how the whole flow stands."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import requests
from flask import Blueprint, current_app, render_template, request

from services.feedback import policy
from services.feedback.handlers import board
from shared.db import DatabaseAway

FRAGMENT = "/{service}/status?recent"
WITHIN = 1.0
AFRESH_AFTER = 0.9
LAST_PAGE = 500


def board_pages(origin: str) -> Blueprint:
    """`/board`. The services are asked at `origin`, each under its name."""
    door = Blueprint("board", __name__, template_folder="../templates")
    watch = Watch(origin)

    @door.get("/board")
    def show_board() -> str:
        page = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
        look = watch.look()
        return render_template(
            "board.html",
            look=look,
            page=page,
            again=request.args.get("again", type=int),
            silent_after=policy.SILENT_AFTER,
            hearing=policy.HEARING,
            **_facts(page, look.standings),
        )

    return door


@dataclass(frozen=True, slots=True)
class Standing:
    """How one service stood: its status, or why there is none (`silent`, `database_away`, `failing`) and when it
    answered last."""

    service: str
    status: Mapping[str, Any] | None
    fault: str | None
    answered_at: datetime | None
    took: float

    @property
    def troubles(self) -> list[str]:
        """What is wrong, the worst first."""
        return [self.fault] if self.status is None and self.fault else policy.troubles(self.status or {})


@dataclass(frozen=True, slots=True)
class Look:
    """All four services, seen at one moment (of this process's monotonic clock)."""

    standings: Sequence[Standing]
    origin: str
    taken: float

    @property
    def age(self) -> float:
        """Seconds since then."""
        return time.monotonic() - self.taken

    @property
    def answered_at(self) -> datetime | None:
        """By the services' clocks; None while nobody has answered."""
        return max((one.answered_at for one in self.standings if one.answered_at), default=None)

    @property
    def stopped(self) -> list[dict[str, Any]]:
        """What does not move on, of every service."""
        answers = ((one.service, one.status) for one in self.standings if one.status)
        return [{**each, "service": service} for service, status in answers for each in status["stopped"]]


class Watch:
    """Looks at the services afresh, but once a second at most however many people watch; who comes while one looks is
    shown the last look, so that in one process the watchers leave threads to the watched."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._looking = Lock()
        self._last: Look | None = None

    def look(self) -> Look:
        """How they stand. Takes a second at most when some of them are silent."""
        last = self._last
        if last and last.age < AFRESH_AFTER:
            return last
        if not self._looking.acquire(blocking=last is None):
            return last or self.look()
        try:
            with ThreadPoolExecutor(len(policy.STAGES)) as hands:
                standings = list(hands.map(self._ask, policy.STAGES))
            self._last = Look(standings, self._origin, time.monotonic())
            return self._last
        finally:
            self._looking.release()

    def _ask(self, service: str) -> Standing:
        began = time.monotonic()
        try:
            answer = requests.get(self._origin + FRAGMENT.format(service=service), timeout=WITHIN)
            told = answer.json()
        except requests.RequestException:
            answer, told = None, {"code": "service_away"}
        took = time.monotonic() - began
        if answer is not None and answer.ok:
            return Standing(service, _read(told), None, datetime.fromisoformat(told["looked_at"]), took)
        seen = self._last.standings if self._last else ()
        before = next((one.answered_at for one in seen if one.service == service), None)
        return Standing(service, None, _FAULTS.get(told.get("code"), "failing"), before, took)


_FAULTS = {"service_away": "silent", "database_away": "database_away"}


def _read(status: dict[str, Any]) -> dict[str, Any]:
    """A status with moments for their texts, the age of each process's last sign, and how long the orders have waited
    that wait longest."""
    looked_at = datetime.fromisoformat(status["looked_at"])
    now = datetime.fromisoformat(status["now"])
    status["waits"] = {state: now - datetime.fromisoformat(since) for state, since in status["waits"].items() if since}
    for process in status["processes"]:
        process["seen_at"] = datetime.fromisoformat(process["seen_at"])
        process["silent"] = (looked_at - process["seen_at"]).total_seconds()
    for message in status["stopped"]:
        message["since"] = datetime.fromisoformat(message["since"])
    return status


def _facts(page: int, standings: Sequence[Standing]) -> dict[str, Any]:
    """What feedback itself knows of the orders; nothing while its database is away."""
    stopped = {each["subject"] for one in standings if one.status for each in one.status["stopped"]}
    try:
        with current_app.extensions["sidan_database"].read() as session:
            orders, more = board.find_latest(session, page)
            return {"orders": orders, "more": more, "names": board.name_orders(session, stopped)}
    except DatabaseAway:
        return {"orders": None, "more": False, "names": {}}
