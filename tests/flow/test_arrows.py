"""Every arrow is walked by all four services together: the histories that the stories leave are read."""

import pytest
import sqlalchemy as sa

from demo.settling import SERVICES
from tests.flow.arrows import arrows_of, walked
from tests.flow.books import table
from tests.flow.ledger import VERBS
from tests.flow.people import People
from tests.flow.stories import play
from tests.flow.stories.afterwards import AFTERWARDS, ring_everybody
from tests.flow.stories.looking import LOOKING, overtaken
from tests.flow.stories.verifying import VERIFYING
from tests.flow.stories.visiting import VISITING, absences_overtaken
from tests.flow.town import Town
from tests.flow.truths import broken_truths

ENVIRON = {"DISPATCH_UNDO_SECONDS": "2"}
"""So that a round can be undone before anybody is asked."""
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def lived(town: Town, people: People) -> Town:
    """The town after all its stories."""
    ring_everybody(town)
    play(town, [story(town, people) for story in (*VERIFYING, *LOOKING, *VISITING, *AFTERWARDS)])
    overtaken(town, people)
    absences_overtaken(town, people)
    return town


@pytest.mark.parametrize("service", SERVICES)
def test_every_arrow_is_walked(lived: Town, service: str) -> None:
    unwalked = arrows_of(service) - walked(lived, service)
    assert not unwalked, f"nobody walked in {service}: {sorted(map(str, unwalked))}"


def test_every_way_into_the_ledger_is_walked(lived: Town) -> None:
    """T39 moves no order: declared, raised, frozen, decided, corrected."""
    kept = table("volunteer", "ledger").c
    ways = {row["cause"] for row in lived.rows("volunteer", sa.select(kept.cause).distinct())}
    assert ways == {"order.served.v1", "service.confirmed.v1", *VERBS}
    classes = {row["minutes_class"] for row in lived.rows("volunteer", sa.select(kept.minutes_class).distinct())}
    assert classes == {"declared", "witnessed", "verified"}


def test_the_truths_hold_after_all_of_it(lived: Town) -> None:
    every_order = lived.rows("request", sa.select(table("request", "orders").c.order_id))
    assert broken_truths(lived, [str(one["order_id"]) for one in every_order]) == []
