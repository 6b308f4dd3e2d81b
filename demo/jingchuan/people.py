"""Who could take an order: teams and persons, and who speaks for them."""

from dataclasses import dataclass

from demo.jingchuan.geography import HOPS
from demo.jingchuan.register import (
    CENTER,
    ITEMS,
    TEAMS,
    VOLUNTEERS,
    Item,
    Order,
    Team,
    distance,
    offers_skill,
    office_of,
    qualified,
    reaches,
)


@dataclass(frozen=True)
class Taker:
    """A team, or a person alone, to whom an order is offered; `speaker` answers for it."""

    code: str
    speaker: str

    @property
    def team(self) -> str:
        return self.code if self.code in TEAMS else ""


def rivals(order: Order, item: Item) -> list[Taker]:
    """Everybody who could be asked: teams, then the nearest persons unless it takes many."""
    day = order.wanted_from.date()
    teams = [Taker(t.code, t.leader) for t in TEAMS.values() if offers_skill(t, item)]
    near = [t for t in teams if _in_reach(TEAMS[t.code], order)]
    if near and item.team_size > 3:
        return near
    persons = [v for v in VOLUNTEERS.values() if v.adult and qualified(v, item, day) and reaches(v, order)]
    persons.sort(key=lambda v: (distance(v.station, order.station), v.no))
    return near + [Taker(v.no, v.no) for v in persons[:40]]


def specialists(item: Item) -> list[Taker]:
    """Whom a dispatcher asks when nobody is near: the teams with that skill, wherever they are."""
    return [Taker(t.code, t.leader) for t in TEAMS.values() if item.skills & t.skills and not t.duty]


def duty_teams(office: str) -> list[str]:
    """The duty teams that are asked in the end: the office's own and the center's, the nearest first."""
    return [team.code for site in (office, CENTER) for team in TEAMS.values() if team.duty and team.site == site]


def winner_of(order: Order, item: Item, crew: tuple[str, ...], alone: bool) -> Taker:
    """The team of a crew member that offers the skill, or the first adult alone."""
    adults = [no for no in crew if VOLUNTEERS[no].adult]
    if not alone:
        for no in adults:
            for code in VOLUNTEERS[no].teams:
                team = TEAMS[code]
                if (not item.skills or offers_skill(team, item)) and _in_reach(team, order):
                    return Taker(code, team.leader)
    return Taker(adults[0], adults[0])


def leader_first(crew: tuple[str, ...], winner: Taker) -> list[str]:
    """The crew with the team's leader, else an adult member of the team, at its head."""

    def rank(no: str) -> tuple[bool, bool, bool]:
        person = VOLUNTEERS[no]
        return (no != winner.speaker, winner.team not in person.teams, not person.adult)

    return sorted(crew, key=rank)


def works_at_home(item: Item) -> bool:
    """Whether the visit is to somebody's home rather than to the station."""
    return "home" in item.modes


def title_of(item_code: str) -> str:
    """The title when the clerk writes none: the item's name without its quotation marks."""
    return ITEMS[item_code].name.replace("“", "").replace("”", "")


def _in_reach(team: Team, order: Order) -> bool:
    if team.site == CENTER:
        return True
    return HOPS[office_of(team.site)][office_of(order.station)] <= (0 if team.duty else 1)
