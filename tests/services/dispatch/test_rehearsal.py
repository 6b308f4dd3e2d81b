"""A past period played again from the facts, under other weights and ways to go."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import pytest
from werkzeug.exceptions import NotFound

from running.origin import Server, gateway
from services.dispatch.assigning.comparing import side_by_side
from services.dispatch.assigning.fetching import PAGE, fetched
from services.dispatch.assigning.measures import measured
from services.dispatch.assigning.past import past
from services.dispatch.assigning.rehearsing import Rehearsal, Variant
from services.dispatch.assigning.solving import answer
from services.dispatch.matching.weights import Weights
from shared.contracts import request, volunteer
from shared.contracts.wire import Event
from shared.identity import new_id
from shared.runtime import web_app
from tests.servers.process import free_port
from tests.services.dispatch import desk
from tests.services.dispatch.crowd import placed
from tests.services.stage import Clockwork, Stage

SINCE = datetime(2026, 11, 16, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=7)
NEAR, FAR = new_id(), new_id()


def fact(event: Event, hours: float = 12) -> dict[str, Any]:
    """An event as feedback tells it, so many hours after the beginning."""
    return {"type": event.TYPE, "said_at": (SINCE + timedelta(hours=hours)).isoformat(), "data": event.as_wire()}


@pytest.fixture
def facts(clockwork: Clockwork) -> list[dict[str, Any]]:
    """Two who can go, one from afar; orders, of which the one from afar served one and one was called off."""
    clockwork.set(SINCE + timedelta(hours=12))
    can = {"available": ["wed_am", "thu_am", "fri_am"], "team_ids": [], "max_per_week": 2}
    said: list[dict[str, Any]] = [
        fact(desk.person(NEAR, **can), -99),
        fact(desk.person(FAR, **can | {"home_path": "620821/105/201", "travel_km": 8}), -99),
        fact(desk.team(desk.TEAM), -99),
    ]
    window = {"wanted_to": desk.WANTED_TO.replace(day=20)}
    orders = [desk.approval(f"{number:08}", new_id(), **window) for number in range(4)]
    said += [fact(one) for one in orders]
    first, second = orders[:2]
    took = {"offer_id": new_id(), "round": 1, "leader_kind": "person", "leader_id": FAR}
    said.append(fact(volunteer.OrderAccepted(order_id=first.order_id, **took), 20))
    said.append(
        fact(request.OrderCancelled(order_id=second.order_id, site_path="620821/102/205", cancelled_by="resident"), 14)
    )
    served = desk.served(first.order_id).as_wire() | {"leader_kind": "person", "leader_id": str(FAR)}
    served |= {
        "served_at": (SINCE + timedelta(hours=50)).isoformat(),
        "crew": [{"volunteer_id": str(FAR), "minutes": 50}],
    }
    return [*said, fact(volunteer.OrderServed.from_wire(served), 51)]


def test_as_it_was_and_as_it_would_have_been_stand_side_by_side(facts: list[dict[str, Any]]) -> None:
    tried = [Variant("weights now", Weights()), Variant("further", Weights(), further_km=7, more_visits=1)]
    head, *lines = side_by_side(facts, tried, SINCE, UNTIL)
    assert head.split() == ["as", "it", "was", "weights", "now", "further"]
    told = {line[: len(line) - 54].strip(): line[len(line) - 54 :].split() for line in lines}
    assert told["orders wanted to the end"] == ["3", "3", "3"]
    assert told["served"] == ["1", "2", "3"]
    assert told["nobody within 72 hours"] == ["2", "1", "0"]
    assert told["kilometres to it, mean"][:2] == ["15.00", "1.00"]
    assert told["people who went"][:2] == ["1", "1"]


def test_kilometres_are_those_between_the_sites_where_they_have_been_measured(facts: list[dict[str, Any]]) -> None:
    measured_sites = [fact(placed("620821/102/205", 35.33), -99), fact(placed("620821/105/201", 35.35), -99)]
    lines = list(side_by_side([*facts, *measured_sites], [Variant("weights now", Weights())], SINCE, UNTIL))
    [kilometres] = [line for line in lines if line.startswith("kilometres")]
    assert kilometres.split()[-2] == "2.22"


def test_the_same_facts_in_another_order_have_the_same_course(facts: list[dict[str, Any]]) -> None:
    def told(some: list[dict[str, Any]]) -> dict[str, str]:
        there = past(some, SINCE, UNTIL)
        return measured(there, Rehearsal(there, Variant("now", Weights()), answer).run(UNTIL), Weights())

    assert told(facts) == told(facts[::-1])


def test_a_period_without_orders_has_nothing_to_tell(facts: list[dict[str, Any]]) -> None:
    lines = list(side_by_side(facts[:3], [Variant("weights now", Weights())], SINCE, UNTIL))
    assert lines[2].split()[-2:] == ["0", "0"]


def test_the_facts_are_asked_of_feedback_page_by_page(open_stage: Callable[..., Stage]) -> None:
    stage, port = open_stage("feedback"), free_port()
    stage.hear(*(desk.team(new_id()) for _ in range(PAGE + 1)), desk.person(NEAR))
    server = Server(gateway(NotFound(), {"feedback": web_app(stage.service, stage.database)}), ("127.0.0.1", port), 1)
    try:
        at = f"http://127.0.0.1:{port}"
        told = list(fetched(at, "office:o1@620821", ["team.described.v1", "order.served.v1", "volunteer.described.v1"]))
        assert [one["type"] for one in told].count("team.described.v1") == PAGE + 1 == len(told) - 1
        assert past(told, SINCE, UNTIL).people.keys() == {str(NEAR)}
        with pytest.raises(click.ClickException, match="does not give"):
            list(fetched(at, "resident:r1"))
    finally:
        server.end()
    with pytest.raises(click.ClickException, match="Nobody answers"):
        list(fetched(at, "office:o1@620821"))
