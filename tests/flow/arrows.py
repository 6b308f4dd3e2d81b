"""Which arrows there are, and which of them the history of the four services says were walked."""

import sqlalchemy as sa

from shared.history import HISTORY
from tests.flow.town import Town
from tools.registry import lifecycle_of

NUMBERS = frozenset({*(f"T{number}" for number in range(1, 39)), "T40"})
"""What DOMAIN §2.3 knows of an order's life."""

Arrow = tuple[str, str | None, str]
"""Verb, state before (a fact that is mirrored may come anywhere), state afterwards."""
ANYWHERE = "anywhere"


def arrows_of(service: str) -> set[Arrow]:
    """The arrows of a service that carry one of these numbers, and the facts that it mirrors."""
    lifecycle = lifecycle_of(service)
    own = {(one.verb, one.source, one.target) for one in lifecycle.arrows.values() if _is_ours(one.transition)}
    heard = lifecycle.mirrored.values()
    return own | {(one.verb, ANYWHERE, one.target) for one in heard if _is_ours(one.transition)}


def walked(town: Town, service: str) -> set[Arrow]:
    """The arrows of a service that some order has walked."""
    moves = sa.select(HISTORY.c.verb, HISTORY.c.source, HISTORY.c.target).distinct()
    mirrored = lifecycle_of(service).mirrored
    return {
        (move["verb"], ANYWHERE if move["verb"] in mirrored else move["source"], move["target"])
        for move in town.rows(service, moves)
    }


def _is_ours(transition: str) -> bool:
    return not NUMBERS.isdisjoint(transition.split(", "))
