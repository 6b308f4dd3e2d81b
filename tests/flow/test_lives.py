"""Whatever people, time and faults mix up: the truths hold after each life of the town.

A fixed budget, the same lives each time. SIDAN_LIVES=500 lives as many others, by chance; SIDAN_SEED repeats them.
"""

import os
import random
import sys

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.flow.life import Life
from tests.flow.people import People
from tests.flow.town import Town

LIVES, STEPS = 3, 20
WANTED = os.environ.get("SIDAN_LIVES")
BY_CHANCE = int(os.environ.get("SIDAN_SEED", random.SystemRandom().randrange(10**9)))


@pytest.mark.timeout(3600 if WANTED else 300)
def test_the_truths_hold_whatever_happens(town: Town, people: People) -> None:
    def begin() -> Life:
        return Life(town, people)

    if WANTED:
        sys.stdout.write(f"SIDAN_SEED={BY_CHANCE}\n")
        begin = seed(BY_CHANCE)(begin)
    budget = settings(
        max_examples=int(WANTED or LIVES),
        stateful_step_count=STEPS,
        derandomize=WANTED is None,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # to make a life shorter would mean to live it again and again
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(begin, settings=budget)
