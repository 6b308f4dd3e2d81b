"""The weights: what the county wants to count for how much. The center publishes them as versions."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch.handlers.orders import must_speak_for_center
from services.dispatch.matching.weights import Weights
from services.dispatch.suggesting.marks import PLACED, VERSION
from services.dispatch.suggesting.tables import Weighing
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.db import ask, insert_once
from shared.refusals import Conflict, Invalid

HOUSE = Weights()
"""What holds until a county publishes weights of its own."""

_WEIGHINGS: Any = Weighing.__table__
NEWEST = sa.select(sa.func.max(Weighing.version))
_VERSIONS = sa.select(*(one.scalar_subquery() for one in (VERSION, NEWEST, PLACED)))


class Versions(NamedTuple):
    """Which version of the roster there is, which of the weights, and since which of the roster all sites have been
    where they are; 0 before the first."""

    roster: int
    weights: int
    placed: int


def versions(session: Session) -> Versions:
    """The versions, of one moment."""
    return Versions(*(number or 0 for number in ask(session, _VERSIONS).one()))


def publish_weights(
    session: Session, actor: Actor, *, weights: Mapping[str, Any], automatic_items: Sequence[str]
) -> Weighing:
    """New weights, for whatever is suggested from now on; what is left out weighs as in the house's own.

    Raises NotAllowed below the center, Invalid for an item of which two likelihoods are told.
    """
    actor.must_be({Role.OFFICE})
    must_speak_for_center(actor)
    version = (session.scalar(NEWEST) or 0) + 1
    told = {**weights, "acceptance_of": _by_item(weights.get("acceptance_of", ())), "version": str(version)}
    all_weights = dataclasses.asdict(dataclasses.replace(HOUSE, **told))
    row = {"version": version, "weights": all_weights, "automatic_items": sorted(set(automatic_items))}
    row |= {"published_by": actor.id, "published_at": clock.now()}
    if not insert_once(session, _WEIGHINGS, row, "version"):
        raise Conflict("being_published", "Somebody publishes weights this moment; send yours once more.")
    return session.get_one(Weighing, version)


def find_weights(session: Session, actor: Actor) -> sa.Select[Any]:
    """All weights ever published, the newest first; before the first those of the house hold."""
    actor.must_be(STAFF)
    return sa.select(Weighing).order_by(Weighing.version.desc())


def weights_of(session: Session, version: int) -> Weights:
    """A version of the weights."""
    published = session.get(Weighing, version) if version else None
    return read_weights(published.weights) if published else HOUSE


def automatic_items(session: Session, version: int) -> frozenset[str]:
    """The items of which the county has suggestions offered by themselves, in a version of the weights."""
    published = session.get(Weighing, version) if version else None
    return frozenset(published.automatic_items if published else ())


def _by_item(likelihoods: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, int, int, int]]:
    by_item = {one["item_code"]: tuple(one["thousandths"]) for one in likelihoods}
    if len(by_item) < len(likelihoods):
        raise Invalid("item_twice", "Two likelihoods are of the same item; leave one of them out.")
    return by_item


def read_weights(kept: Mapping[str, Any]) -> Weights:
    """Weights as they were kept: JSON has no tuples, and what a later version of this code weighs is not in it."""
    likely = {item: tuple(bands) for item, bands in kept["acceptance_of"].items()}
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Weights(**plain | {"acceptance_of": likely})
