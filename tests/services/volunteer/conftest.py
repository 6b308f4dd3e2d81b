"""volunteer on the two databases that ship."""

from collections.abc import Callable

import pytest

from tests.services.stage import Stage
from tests.services.volunteer.village import Village


@pytest.fixture
def village(open_stage: Callable[..., Stage]) -> Village:
    """The service with nobody in it yet."""
    return Village(open_stage("volunteer"))
