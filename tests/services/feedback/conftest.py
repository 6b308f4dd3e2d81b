"""Feedback on each database, and an order to rate."""

from collections.abc import Callable
from uuid import UUID

import pytest

from shared.identity import new_id
from tests.services.feedback.county import Tale, facts_of, keep, tales
from tests.services.feedback.parlour import served
from tests.services.stage import Stage


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    return open_stage("feedback")


@pytest.fixture
def told(stage: Stage) -> dict[str, Tale]:
    """The small county that was counted by hand, kept."""
    county = tales()
    keep(stage, facts_of(county))
    return county


@pytest.fixture
def order_id(stage: Stage) -> UUID:
    """An order that was served just now, at a station."""
    order_id = new_id()
    stage.hear(served(order_id))
    return order_id
