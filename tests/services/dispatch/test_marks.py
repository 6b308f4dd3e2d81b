"""The version of the roster grows with whatever changes anything about somebody on it, and with nothing else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from services.dispatch.suggesting.marks import ROSTER
from services.dispatch.suggesting.tables import Mark
from shared.identity import new_id
from tests.services.dispatch import desk
from tests.services.dispatch.desk import OTHER_TEAM, PERSON, TEAM, accepted, approve, offer, withdraw
from tests.services.stage import Stage


def marks(stage: Stage) -> dict[UUID, int]:
    with stage.database.read() as session:
        return dict(session.execute(sa.select(Mark.unit_id, Mark.number)).all())


def marked_by(stage: Stage, work: Callable[[], Any]) -> set[UUID]:
    """Who was marked by something that is done."""
    before = marks(stage)
    work()
    after = marks(stage)
    changed = {one for one, number in after.items() if before.get(one) != number}
    assert changed == set() or after[ROSTER] > before[ROSTER]
    assert all(after[one] > before[ROSTER] for one in changed)
    return changed - {ROSTER}


def test_everything_that_happens_to_somebody_marks_them(stage: Stage) -> None:
    order_id = approve(stage)
    said: list[Any] = []
    steps: list[tuple[Callable[[], Any], set[UUID]]] = [
        (lambda: stage.hear(desk.person(PERSON, 2)), {PERSON}),
        (lambda: stage.hear(desk.person(PERSON, 2)), set()),
        (lambda: stage.hear(desk.team(TEAM, 2)), {TEAM}),
        (lambda: said.append(offer(stage, order_id, TEAM, PERSON)), {TEAM, PERSON}),
        (lambda: stage.hear(desk.declined(said[0], 1)), {PERSON}),
        (lambda: stage.hear(accepted(said[0])), {TEAM}),
        (lambda: stage.hear(desk.scheduled(order_id)), {TEAM}),
        (lambda: stage.hear(desk.returned(order_id)), {TEAM}),
        (lambda: offer(stage, order_id, OTHER_TEAM), {OTHER_TEAM}),
        (lambda: withdraw(stage, order_id), {OTHER_TEAM}),
        (lambda: stage.hear(desk.served(order_id, 3)), {TEAM, PERSON}),
    ]
    for number, (step, whom) in enumerate(steps):
        assert marked_by(stage, step) == whom, number


@pytest.mark.parametrize("what", ["approved", "looked at", "urged"])
def test_what_concerns_nobody_on_the_roster_marks_nobody(stage: Stage, what: str) -> None:
    order_id = approve(stage)
    does: dict[str, Callable[[], Any]] = {
        "approved": lambda: approve(stage, "00000002"),
        "looked at": lambda: desk.look(stage, order_id),
        "urged": lambda: stage.hear(desk.urged(order_id)),
    }
    assert marked_by(stage, does[what]) == set()


def test_versions_become_visible_in_their_order(stage: Stage) -> None:
    """Whoever has read up to a version has missed nobody whose mark is older."""
    with ThreadPoolExecutor(8) as threads:
        telling = [threads.submit(lambda: stage.hear(desk.person(new_id()))) for _ in range(40)]
        known, seen, ended = 0, set[UUID](), False
        while not ended:
            ended = all(one.done() for one in telling)
            there = marks(stage)
            seen |= {one for one, number in there.items() if number > known}
            known = there[ROSTER]
    assert seen == marks(stage).keys() and len(seen) == 45
