"""Waiting ends with the answer, or tells what it last saw."""

import pytest

from tests.eventually import eventually


def test_the_first_true_answer_is_given_back():
    answers = iter([None, 0, "", "here"])
    assert eventually(lambda: next(answers)) == "here"


def test_an_exception_counts_as_not_yet():
    answers = iter([0, 4])
    assert eventually(lambda: 12 / next(answers)) == 3


def test_after_the_time_the_last_answer_is_told():
    with pytest.raises(AssertionError, match=r"not within 0\.05 s; the last answer was \[\]"):
        eventually(lambda: [], within=0.05)


def test_after_the_time_the_last_exception_is_told():
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        eventually(lambda: 1 / 0, within=0.05)
