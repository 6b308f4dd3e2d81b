"""Request with a station and an item, and time in the hands of the test."""

from collections.abc import Callable

import pytest

from tests.services.counter import open_counter
from tests.services.request.desk import Desk
from tests.services.stage import Clockwork, Stage


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    return open_counter(open_stage("request"))


@pytest.fixture
def desk(stage: Stage, clockwork: Clockwork) -> Desk:
    return Desk(stage, clockwork)
