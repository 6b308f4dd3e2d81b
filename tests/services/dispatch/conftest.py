"""Dispatch with somebody on the roster."""

from collections.abc import Callable

import pytest

from tests.services.dispatch.desk import describe_everybody
from tests.services.stage import Stage


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    stage = open_stage("dispatch")
    describe_everybody(stage)
    return stage
