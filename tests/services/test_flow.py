"""What an operator sees of the flow: what was said since a moment, and a clear answer to any other question."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest

from shared import clock
from tests.house.sources import SERVICES
from tests.services.counter import is_clear, open_counter
from tests.services.request.desk import ORDER, RESIDENT
from tests.services.stage import Stage

OUTSIDE = ("0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+14:00", "0001-01-02", "1969-12-31T23:59:59+00:00")
BEYOND = ("9999-12-31T23:59:59-14:00", "10000-01-01", "soon", "", "\x00", "9" * 5000)


@pytest.mark.parametrize("service", SERVICES)
def test_a_moment_that_is_none_is_refused(
    open_stage: Callable[..., Stage], service: str, subtests: pytest.Subtests
) -> None:
    stage = open_stage(service)
    for name in ("since", "until"):
        for moment in (*OUTSIDE, *BEYOND):
            with subtests.test(name=name, moment=moment[:40]):
                assert is_clear(stage.client.get(f"/flow?{name}={quote(moment)}"), 400)


def test_what_was_said_is_counted_from_a_moment_on(open_stage: Callable[..., Stage]) -> None:
    stage = open_counter(open_stage("request"))
    later = clock.machine_now() + timedelta(seconds=1)
    assert stage.post("/orders", RESIDENT, ORDER).status_code == 201
    whole = stage.client.get("/flow").json["outbox"]["said"]
    assert whole["order.submitted.v1"] == 1 and whole == stage.status()["outbox"]["said"]
    since = stage.client.get(f"/flow?since={quote(later.isoformat())}").json["outbox"]
    assert since == {"said": {}, "unsent": sum(whole.values()), "set_aside": 0}
