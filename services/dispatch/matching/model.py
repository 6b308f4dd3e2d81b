"""What is asked, who can help, and what is answered: plain values, as they are kept and read by the checker."""

from dataclasses import dataclass
from datetime import date, datetime

PERSON, TEAM = "person", "team"
"""The kinds of units."""

MOST_SKILLS = 6
"""So many different skills may an item ask for at once; more and nobody could check a crew by eye."""

Visit = tuple[date, bool]
"""A half-day that is taken: the day, and whether it is the afternoon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A center, an office or a station. Degrees are WGS 84; None where nobody has measured them."""

    path: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What somebody has been asked and has done; offers and visits both tire.

    `visits` are accepted or being asked for now; `asked` holds the day of every visit that they were offered, whatever
    they answered.
    """

    visits: tuple[Visit, ...] = ()
    asked: tuple[date, ...] = ()
    last_served: date | None = None
    rating_sum: int = 0
    rating_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteer:
    """Somebody who helps, in the words of the contract VolunteerDescribed."""

    id: str
    home: str
    active: bool = True
    age_class: str = "adult"
    gender: str | None = None
    skills: tuple[str, ...] = ()
    qualifications: tuple[tuple[str, date], ...] = ()
    insured_until: date | None = None
    languages: tuple[str, ...] = ()
    available: tuple[str, ...] = ()
    max_per_week: int
    travel_km: int
    teams: tuple[str, ...] = ()
    deeds: Deeds = Deeds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team, in the words of the contract TeamDescribed. Its members name it, not the other way round."""

    id: str
    home: str
    skills: tuple[str, ...] = ()
    duty: bool = False
    deeds: Deeds = Deeds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """An order that somebody is looked for.

    Its `places` have one skill each, None where any hand will do. `priority` is its class, 1 first to 4 last.
    `only_language`: the resident speaks no other than `language`. `served_by` says who served this recipient how often,
    `asked_before` who has already said no to this order or let it pass, `said_against` who said of late that such an
    order is not for them, `never` who must not be sent: a conflict, or a visit that has to be repeated by others.
    """

    id: str
    site: str
    item: str
    places: tuple[str | None, ...]
    wanted_from: datetime
    wanted_to: datetime
    minutes: int
    submitted_at: datetime
    priority: int = 3
    qualification: str | None = None
    risk_level: int = 0
    minors_may_help: bool = False
    carer_gender: str | None = None
    language: str | None = None
    only_language: bool = False
    served_by: tuple[tuple[str, int], ...] = ()
    asked_before: tuple[str, ...] = ()
    said_against: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


Crew = tuple[str | None, ...]
"""Who fills each place of an order; None where it is still open, because whoever could is needed elsewhere."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who leads an order and when: for a dispatcher to confirm, or to be offered by itself where a county says so.

    `points` are those of the pair alone, without the load. `crew` is who of a team could fill the places, in their
    order, as long as they are not needed elsewhere; whom they really take along is theirs to decide.
    """

    order_id: str
    kind: str
    unit_id: str
    day: date
    afternoon: bool
    points: int
    crew: Crew = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer for a county: the suggestions cost so many `points`, load included."""

    suggestions: tuple[Suggestion, ...]
    unserved: tuple[str, ...]
    points: int
    status: str


def places_of(skills: tuple[str, ...], team_size: int, two_person: bool = False) -> tuple[str | None, ...]:
    """The places of a catalogue item: its skills in turn, a place for each skill at least, two where two have to go.

    Raises ValueError for more than MOST_SKILLS different skills.
    """
    if len(set(skills)) > MOST_SKILLS:
        raise ValueError(f"an item asks for at most {MOST_SKILLS} different skills")
    size = max(team_size, len(skills), 1)
    filled = tuple(skills[place % len(skills)] if skills else None for place in range(size))
    return filled if size > 1 or not two_person else (*filled, None)
