"""Who says what, and who listens: the catalogue is the whole vocabulary, and every word of it has one speaker."""

import re
from importlib import import_module
from typing import Any

import pytest

from shared.contracts.catalogue import BY_TYPE, CONTRACTS
from tests.house.sources import ROOT, SERVICES, calls_in, python
from tools.registry import listeners, service_of

SPOKEN = {contract.__name__: contract for contract in CONTRACTS}

each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.TYPE)


def said_by(service: str) -> set[str]:
    """The contracts that the code of a service makes an event of."""
    return {name for path in python(f"services/{service}") for name, _ in calls_in(path) if name in SPOKEN}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_says_its_own_words_all_of_them_and_nobody_elses(service: str) -> None:
    assert said_by(service) == {name for name, contract in SPOKEN.items() if service == contract.SPEAKER}


def test_nobody_but_a_service_says_anything() -> None:
    elsewhere = [
        path
        for path in python("shared", "operators", "demo", "tools")
        if not path.is_relative_to(ROOT / "shared/contracts")
    ]
    assert {name for path in elsewhere for name, _ in calls_in(path) if name in SPOKEN} == set()


@each_contract
def test_every_event_has_a_listener_besides_the_one_who_keeps_everything(contract: Any) -> None:
    assert "feedback" in listeners(contract)


@each_contract
def test_nobody_but_feedback_hears_itself(contract: Any) -> None:
    assert contract.SPEAKER == "feedback" or contract.SPEAKER not in listeners(contract)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_listens_to_nothing_that_the_catalogue_does_not_know(service: str) -> None:
    assert set(service_of(service).hears) <= set(CONTRACTS)


def test_no_type_of_event_is_taken_twice() -> None:
    assert len(BY_TYPE) == len(SPOKEN) == len(CONTRACTS)


@each_contract
def test_the_name_of_an_event_is_its_type(contract: Any) -> None:
    words = re.findall("[A-Z][a-z]*", contract.__name__)
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+\.v[1-9]\d*", contract.TYPE)
    assert re.split(r"[._]", contract.TYPE)[:-1] == [word.lower() for word in words]


@pytest.mark.parametrize("service", SERVICES)
def test_the_brass_plate_names_what_is_said(service: str) -> None:
    plate = import_module(f"services.{service}").__doc__ or ""
    told = plate.partition("Says: ")[2].partition("Never: ")[0]
    own = {contract.TYPE.rpartition(".")[0] for contract in CONTRACTS if service == contract.SPEAKER}
    assert set(re.findall(r"[a-z_]+\.[a-z_]+", told)) == own
