"""Every arrow is walked by all four services together: the histories that the stories leave are read.

On RabbitMQ and PostgreSQL all stories are lived. On SQLite those of looking for somebody are, and those in which news
overtakes news, for in them most is said between the services: each service's own tests walk all of its arrows on both
databases (tests/services/*/test_history.py), and crossings, lives and the week are played on both combinations.
"""

import pytest
import sqlalchemy as sa

from demo.settling import SERVICES
from tests.flow.arrows import arrows_of, walked
from tests.flow.books import table
from tests.flow.people import People
from tests.flow.stories import play
from tests.flow.stories.afterwards import AFTERWARDS, ring_everybody
from tests.flow.stories.looking import LOOKING, overtaken
from tests.flow.stories.verifying import VERIFYING
from tests.flow.stories.visiting import VISITING, absences_overtaken
from tests.flow.town import APART, Town
from tests.flow.truths import broken_truths

ENVIRON = {"DISPATCH_UNDO_SECONDS": "2"}
"""So that a round can be undone before anybody is asked."""
ALL = (*VERIFYING, *LOOKING, *VISITING, *AFTERWARDS)
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def lived(town: Town, people: People) -> Town:
    """The town after its stories."""
    lived = ALL if town.combination == APART else LOOKING
    ring_everybody(town)
    play(town, [story(town, people) for story in lived])
    overtaken(town, people)
    absences_overtaken(town, people)
    return town


@pytest.mark.parametrize("town", [APART], indirect=True)
@pytest.mark.parametrize("service", SERVICES)
def test_every_arrow_is_walked(lived: Town, service: str) -> None:
    unwalked = arrows_of(service) - walked(lived, service)
    assert not unwalked, f"nobody walked in {service}: {sorted(map(str, unwalked))}"


def test_the_truths_hold_after_all_of_it(lived: Town) -> None:
    every_order = lived.rows("request", sa.select(table("request", "orders").c.order_id))
    assert broken_truths(lived, [str(one["order_id"]) for one in every_order]) == []
