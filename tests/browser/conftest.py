"""The pages in the Chromium that Debian installs, before a system with orders in it and news that stopped."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from services.__main__ import build_all
from shared import clock
from shared.contracts.request import OrderRejected
from shared.contracts.volunteer import OrderNoShow
from shared.db import Database
from shared.identity import new_id
from shared.messaging.envelope import seal
from shared.messaging.intake import Intake
from tests.browser.certified import Certified, certify
from tests.eventually import eventually
from tests.house.embedded import Embedded, running_embedded
from tests.house.sources import ROOT
from tests.services.request.desk import APPROVAL, CLERK, ITEM, OFFICE, ORDER, RESIDENT

CHROMIUM = "/usr/bin/chromium-headless-shell"
PHONE, DESK = (390, 844), (1440, 900)


@dataclass
class Window:
    """A window of the browser, and all that it complained about."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go there."""
        self.page.goto(f"{self.origin}{path}")
        return self.page


@pytest.fixture(scope="session")
def dressed() -> None:
    """What `make test` sees to beforehand."""
    for script in ("install-npm", "install-browser", "dress"):
        subprocess.run([ROOT / "scripts" / script], check=True, timeout=300)


@pytest.fixture(scope="session")
def chromium(dressed: None) -> Iterator[Browser]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Fourteen orders, one of them approved; a message that nobody can read, and one that contradicts."""
    with running_embedded(tmp_path_factory.mktemp("board")) as system:
        system.ask("PUT", "request/sites/620821102205", OFFICE, {"level": "station", "name": "某村站"})
        system.ask("PUT", "request/items/H03", OFFICE, ITEM)
        order = {**ORDER, "wanted_from": "2040-01-05T09:00:00+08:00", "wanted_to": "2040-01-05T12:00:00+08:00"}
        placed = [system.ask("POST", "request/orders", RESIDENT, order).json() for _ in range(14)]
        system.ask("POST", f"request/orders/{placed[-1]['order_id']}/approve", CLERK, APPROVAL)
        stop_news(system)
        eventually(lambda: system.status("request")["inbox"]["undone"] == {"unknown": 1, "waiting": 1})
        yield system


@pytest.fixture(scope="package")
def certified(system: Embedded) -> Certified:
    return certify(system)


def stop_news(system: Embedded) -> None:
    """As if it had just come out of the queue: what cannot be read, what nobody there knows, what is too early."""
    early = OrderNoShow(order_id=new_id(), round=1)
    for service, *bodies in (
        ("dispatch", b"not an envelope"),
        ("request", sealed(OrderRejected(order_id=new_id(), reason_code="untrue")), sealed(early)),
    ):
        url = f"sqlite:///{system.database(service)}"
        known = {one.name: one for one in build_all({f"{service.upper()}_DATABASE_URL": url})}[service]
        database = Database(url)
        Intake(database, known.hears, known.keeps).take(bodies)
        database.close()


def sealed(event: Any) -> bytes:
    return seal(event, new_id(), clock.now())


@pytest.fixture
def window(chromium: Browser, system: Embedded) -> Iterator[Callable[..., Window]]:
    """Opens windows; whatever one of them complained about fails the test."""
    opened: list[Window] = []

    def open_(size: tuple[int, int] = DESK, **how: Any) -> Window:
        width, height = size
        page = chromium.new_page(viewport={"width": width, "height": height}, **{"locale": "zh-CN", **how})
        window = Window(page, system.origin)
        page.on("console", lambda message: window.complaints.append(message.text))
        page.on("pageerror", lambda error: window.complaints.append(str(error)))
        opened.append(window)
        return window

    yield open_
    for one in opened:
        one.page.close()
    assert [complaint for one in opened for complaint in one.complaints] == []
