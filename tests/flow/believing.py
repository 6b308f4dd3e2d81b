"""Whether what is said after a visit can be believed: one confirmation, an outcome for what is closed, silence that is
silence, a finding for what was looked into, and figures that count just that."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tests.flow.books import Life, Row, table
from tests.flow.town import Town

_CLOSING = ("close", "close_unreviewed", "close_rectification", "decide")
_DENYING = ("deny", "contradict")
_OPENING = ("open_rectification", *_DENYING, "appeal")


def unbelievable(town: Town, lives: Collection[Life]) -> Iterator[str]:
    """Each thing that cannot be believed, in words."""
    served = {life.order_id: life for life in lives if life.state("feedback") is not None}
    looked = _by_order(town, "rectifications", "order_id", served)
    counted = {row["order_id"]: row for row in _rows(town, "feedback", "orders", "order_id", served)}
    again = _by_order(town, "orders", "rework_of", served, service="request")
    for order_id, life in served.items():
        review = life.rows["feedback"]
        for breach in (
            *_of_words(life, review),
            *_of_looking(life, review, looked.get(order_id, [])),
            *_of_counting(life, review, counted[order_id]),
        ):
            yield f"{order_id}: {breach}"
        if len(again.get(order_id, [])) != (review["rework_asked_at"] is not None):
            yield f"{order_id}: done once more by {again.get(order_id)}, asked at {review['rework_asked_at']}"


def _of_words(life: Life, review: Row) -> Iterator[str]:
    told = {verb: life.count("feedback", verb) for verb in ("confirm", "deny", "contradict", "review", "follow_up")}
    denied = told["deny"] + told["contradict"]
    if told["confirm"] + told["deny"] > 1 or denied > 1 or told["review"] > 1 or told["follow_up"] > 1:
        yield f"said more than once: {told}"
    said = {"confirmed_at": told["confirm"], "denied_at": denied, "level": told["review"]}
    for column, times in said.items():
        if times != (review[column] is not None):
            yield f"said {times} times, {column} is {review[column]}"
    if (review["minutes_class"] is None) != (review["confirmed_at"] is None):
        yield "minutes rose without a confirmation, or not with it"
    silent = review["level"] is None and review["denied_at"] is None
    if review["outcome"] == "unreviewed" and not silent:
        yield "closed as silence, and somebody had spoken"
    if review["state"] == "closed" and (review["outcome"] is None or review["closed_at"] is None):
        yield "closed without an outcome"


def _of_looking(life: Life, review: Row, looked: list[Row]) -> Iterator[str]:
    if len(looked) != life.count("feedback", *_OPENING):
        yield f"opened {life.count('feedback', *_OPENING)} times, {len(looked)} on record"
    open_ones = [one for one in looked if one["closed_at"] is None]
    if len(open_ones) != (review["state"] == "rectifying"):
        yield f"{review['state']}, and {len(open_ones)} are being looked into"
    if any((one["closed_at"] is None) != (one["found_by"] is None) for one in looked):
        yield "ended without a finding, or found without an end"
    closings = life.count("feedback", *_CLOSING)
    if not closings == review["closings"] == life.rows["request"]["closings"]:
        yield f"closed {closings} times, {review['closings']} on record, {life.rows['request']['closings']} in request"


def _of_counting(life: Life, review: Row, counted: Row) -> Iterator[str]:
    expected = {
        "level": review["level"],
        "follow_up_level": review["follow_up_level"],
        "minutes_class": review["minutes_class"],
        "outcome": review["outcome"],
        "closings": review["closings"],
        "denials": life.count("feedback", *_DENYING),
        "appeals": life.count("feedback", "appeal"),
        "reworks": life.count("feedback", "ask_rework"),
        "rectified": life.count("feedback", "close_rectification"),
    }
    seen = {name: counted[name] for name in expected}
    if seen != expected:
        yield f"counted as {seen}, but it is {expected}"


def _rows(town: Town, service: str, name: str, key: str, wanted: Collection[UUID]) -> list[Any]:
    kept = table(service, name)
    return list(town.rows(service, sa.select(kept).where(kept.c[key].in_(wanted))))


def _by_order(
    town: Town, name: str, key: str, wanted: Collection[UUID], service: str = "feedback"
) -> Mapping[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in _rows(town, service, name, key, wanted):
        found.setdefault(row[key], []).append(row)
    return found
