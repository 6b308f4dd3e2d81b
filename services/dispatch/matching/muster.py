"""The crews of all teams that are suggested, side by side: nobody in two places at once, nobody more often in a week
than they said.

The network assigns leaders: a person who recruits, or a team whose members could fill the places. Where they are few,
the same people are wanted alone as well; then a team goes with places still open, and recruits like anybody else.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from services.dispatch.matching import rules
from services.dispatch.matching.arrays import Rows
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.flow import TURN
from services.dispatch.matching.halfdays import IN_A_WEEK
from services.dispatch.matching.model import TEAM, Crew
from services.dispatch.matching.rules import Pairs, Side
from services.dispatch.matching.units import Units


class Muster:
    """Whoever is suggested alone is taken first; then each team finds its crew among those who are left."""

    def __init__(self, asked: Asked, units: Units) -> None:
        self._asked, self._units = asked, units
        self._people = Side(asked, asked.roster.people)
        self._room = asked.roster.people.column("per_week")[:, None] - asked.roster.people.column("jobs")
        self._turn = TURN[asked.roster.weights.rest_days]
        self._turns: set[tuple[int, int]] = set()
        self._visits: Counter[tuple[int, int]] = Counter()

    def crews(self, orders: Rows, units: Rows, bits: Rows) -> dict[int, Crew]:
        """The crew of each order that a team serves; persons have lower numbers than teams, and so come first."""
        crews = {}
        for unit, order, bit in sorted(zip(units.tolist(), orders.tolist(), bits.tolist(), strict=True)):
            row = self._units.row(unit)
            going = [row]
            if self._units.named(unit)[0] == TEAM:
                crew = self._crew(order, row, bit)
                crews[order] = tuple(None if member is None else self._people.group.ids[member] for member in crew)
                going = [member for member in crew if member is not None]
            self._turns.update((member, bit // self._turn) for member in going)
            self._visits.update((member, bit // IN_A_WEEK) for member in going)
        return crews

    def _crew(self, order: int, team: int, bit: int) -> list[int | None]:
        """Members for as many places of an order as can be; for none where nobody could speak to the resident."""
        members = Pairs(self._people, order, self._asked.roster.members_of(team))
        able, halves, _ = rules.passing(members, rules.OF_MEMBERS)
        here = (halves >> np.uint64(bit) & np.uint64(1)).astype(bool)
        able = able.only(here & np.array([self._free(row, bit) for row in able.rows.tolist()], dtype=bool))
        need = self._asked.needs[order]
        has = self._people.group.skilled.held(need.places, len(self._people.group))[:, able.rows]
        wants = [able.rows[mine].tolist() for mine in has]
        if not need.only_language:
            return filled(wants, {})
        speaking = set(able.rows[rules.speaks(able)].tolist())
        begin = next(((row, place) for place, mine in enumerate(wants) for row in mine if row in speaking), None)
        return [None] * len(wants) if begin is None else filled(wants, dict([begin]))

    def _free(self, row: int, bit: int) -> bool:
        week = bit // IN_A_WEEK
        return (row, bit // self._turn) not in self._turns and self._visits[row, week] < self._room[row, week]


def filled(wants: Sequence[Sequence[int]], place_of: dict[int, int]) -> list[int | None]:
    """Somebody for each place out of those whom it `wants`, for as many places as can be.

    Whoever has a place at the beginning keeps one to the end: places are exchanged, nobody is sent home (Kuhn 1955).
    """

    def fill(place: int, tried: set[int]) -> bool:
        for row in wants[place]:
            if row not in tried:
                tried.add(row)
                if row not in place_of or fill(place_of[row], tried):
                    place_of[row] = place
                    return True
        return False

    for place in set(range(len(wants))) - set(place_of.values()):
        fill(place, set())
    at = {place: row for row, place in place_of.items()}
    return [at.get(place) for place in range(len(wants))]
