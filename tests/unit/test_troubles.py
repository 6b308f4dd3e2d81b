"""What the board calls wrong with a service that answers, by the signs of life of its processes."""

from typing import Any

import pytest

from services.feedback.policy import SILENT_AFTER, troubles

GONE = SILENT_AFTER + 1


def status(*processes: tuple[str, float]) -> dict[str, Any]:
    """A service with these processes: kind, and seconds since each gave a sign."""
    signs = [{"kind": kind, "silent": silent, "doing": "leads", "dead": 0} for kind, silent in processes]
    return {"processes": signs, "inbox": {"undone": {}}, "outbox": {"set_aside": 0}}


@pytest.mark.parametrize(
    ("processes", "wrong"),
    [
        ([("web", 0), ("work", 0)], []),
        ([("both", 0)], []),
        ([("web", 0)], ["no_worker"]),
        ([("web", 0), ("work", GONE)], ["no_worker"]),
        ([("web", 0), ("work", 0), ("work", GONE)], ["worker_silent"]),
        ([("web", GONE), ("work", 0)], ["web_silent"]),
    ],
)
def test_a_service_needs_a_worker_that_lives_and_nobody_falls_silent(
    processes: list[tuple[str, float]], wrong: list[str]
) -> None:
    assert troubles(status(*processes)) == wrong


def test_whoever_assigns_the_county_is_no_worker_that_hears_news_and_is_missed_all_the_same() -> None:
    assert troubles(status(("web", 0), ("work", 0), ("assign", 0))) == []
    assert troubles(status(("web", 0), ("work", GONE), ("assign", 0))) == ["no_worker"]
    assert troubles(status(("web", 0), ("work", 0), ("assign", GONE))) == ["worker_silent"]
