"""Waiting for what another thread or process is about to do."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

_FIRST_PAUSE = 0.005
_LONGEST_PAUSE = 0.1


def eventually(predicate: Callable[[], Answer], within: float = 10.0) -> Answer:
    """The first true answer of `predicate`, asked again and again for `within` seconds of machine time.

    An exception counts as "not yet". When the time is up, the last answer or exception is told.
    """
    deadline = time.monotonic() + within
    pause = _FIRST_PAUSE
    while True:
        failure: Exception | None = None
        answer: object = None
        try:
            if found := predicate():
                return found
            answer = found
        except Exception as error:
            failure = error
        if time.monotonic() + pause > deadline:
            break
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    if failure is not None:
        raise AssertionError(f"not within {within:g} s; at last it raised {failure!r}") from failure
    raise AssertionError(f"not within {within:g} s; the last answer was {answer!r}")
