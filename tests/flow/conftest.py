"""A town for each module and each combination: one running system, so that an order costs no start."""

from collections.abc import Iterator

import pytest

from tests.flow.people import People, settle_down
from tests.flow.town import COMBINATIONS, Town, running


@pytest.fixture(scope="module", params=COMBINATIONS)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The four services, running, on the combination that the test is for."""
    environ = getattr(request.module, "ENVIRON", {})
    with running(request.param, tmp_path_factory.mktemp("town"), request.getfixturevalue, **environ) as town:
        yield town


@pytest.fixture(scope="module")
def people(town: Town) -> People:
    """Those who live there and help."""
    return settle_down(town)
