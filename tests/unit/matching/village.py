"""One volunteer, one need, and counties drawn by chance: what the tests of matching ask about."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from services.dispatch.matching.halfdays import NAMES
from services.dispatch.matching.model import Deeds, Need, Site, Team, Volunteer
from services.dispatch.matching.question import Question
from services.dispatch.matching.weights import Weights
from shared.clock import SHANGHAI

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 15, 20, tzinfo=SHANGHAI)
HERE, NEAR, FAR = "620821/102/205", "620821/102/206", "620821/105/201"
SITES = tuple(Site(path=path) for path in ("620821", "620821/102", HERE, NEAR, "620821/105", FAR))


def volunteer(one_id: str = "v1", **differing: Any) -> Volunteer:
    """Somebody whom every rule lets pass."""
    able = Volunteer(
        id=one_id,
        home=HERE,
        gender="female",
        skills=("electric",),
        qualifications=(("permit", date(2027, 12, 31)),),
        insured_until=date(2027, 12, 31),
        languages=("dialect",),
        available=NAMES,
        max_per_week=3,
        travel_km=10,
    )
    return replace(able, **differing)


def need(one_id: str = "o1", **differing: Any) -> Need:
    """A sparking socket, to be looked at on Wednesday."""
    socket = Need(
        id=one_id,
        site=HERE,
        item="H03",
        places=("electric",),
        wanted_from=datetime(2026, 11, 18, 8, 30, tzinfo=SHANGHAI),
        wanted_to=datetime(2026, 11, 18, 17, 30, tzinfo=SHANGHAI),
        minutes=60,
        submitted_at=datetime(2026, 11, 14, 8, tzinfo=SHANGHAI),
    )
    return replace(socket, **differing)


def question(
    volunteers: list[Volunteer],
    needs: list[Need],
    teams: list[Team] | None = None,
    weights: Weights | None = None,
    now: datetime = NOW,
) -> Question:
    """A small county."""
    return Question(
        now=now,
        begins=MONDAY,
        weights=weights or Weights(),
        sites=SITES,
        volunteers=tuple(volunteers),
        teams=tuple(teams or ()),
        needs=tuple(needs),
    )


SKILLS = ("electric", "nursing", "driving", "talking")


def drawn(seed: int, orders: int, people: int, teams: int, **weights: Any) -> Question:
    """A county in which every rule stops somebody."""
    rng = Random(seed)
    sites = [Site(path=f"620821/{office:03}/{number:03}") for office in range(4) for number in range(5)]
    sites = [replace(one, latitude=35.3 + rng.random() / 9, longitude=107.3 + rng.random() / 9) for one in sites[:14]]
    sites += [Site(path="620821/003/009"), Site(path="620821/003")]
    paths = [one.path for one in sites]
    ids = [f"v{number:03}" for number in range(people)]
    crews = [f"t{number:02}" for number in range(teams)]
    return Question(
        now=NOW,
        begins=MONDAY,
        weights=Weights(**weights),
        sites=tuple(sites),
        volunteers=tuple(_somebody(rng, one, paths, crews) for one in ids),
        teams=tuple(
            Team(id=one, home=rng.choice(paths), skills=_some(rng, SKILLS), duty=rng.random() < 0.3, deeds=_deeds(rng))
            for one in crews
        ),
        needs=tuple(_something(rng, f"o{number:03}", paths, [*ids, *crews]) for number in range(orders)),
    )


def _somebody(rng: Random, one_id: str, paths: list[str], crews: list[str]) -> Volunteer:
    return Volunteer(
        id=one_id,
        home=rng.choice(paths),
        active=rng.random() < 0.9,
        age_class=rng.choices(("adult", "minor_with_consent", "minor"), (8, 1, 1))[0],
        gender=rng.choice(("female", "male", None)),
        skills=_some(rng, SKILLS),
        qualifications=(("permit", MONDAY + timedelta(days=rng.randrange(-9, 30))),) if rng.random() < 0.6 else (),
        insured_until=MONDAY + timedelta(days=rng.randrange(-9, 30)) if rng.random() < 0.8 else None,
        languages=_some(rng, ("dialect", "standard", "uyghur")),
        available=_some(rng, NAMES),
        max_per_week=rng.randrange(4),
        travel_km=rng.choice((3, 8, 20)),
        teams=_some(rng, crews) if rng.random() < 0.5 else (),
        deeds=_deeds(rng),
    )


def _something(rng: Random, one_id: str, paths: list[str], ids: list[str]) -> Need:
    begins = NOW + timedelta(hours=rng.randrange(-10, 200))
    return Need(
        id=one_id,
        site=rng.choice(paths),
        item=rng.choice(("A", "B")),
        places=tuple(rng.choice((*SKILLS, None)) for _ in range(rng.choice((1, 1, 2, 3)))),
        wanted_from=begins,
        wanted_to=begins + timedelta(hours=rng.randrange(1, 90)),
        minutes=rng.choice((30, 60, 180)),
        submitted_at=NOW - timedelta(hours=rng.randrange(200)),
        priority=rng.randrange(1, 5),
        qualification=rng.choice((None, None, None, "permit")),
        risk_level=rng.choice((0, 1, 2)),
        minors_may_help=rng.random() < 0.5,
        carer_gender=rng.choice((None, None, None, "female")),
        language=rng.choice((None, "dialect", "uyghur")),
        only_language=rng.random() < 0.3,
        served_by=((rng.choice(ids), rng.randrange(1, 6)),),
        asked_before=(rng.choice(ids),),
        said_against=(rng.choice(ids),),
        never=(rng.choice(ids),),
    )


def _deeds(rng: Random) -> Deeds:
    return Deeds(
        visits=tuple((MONDAY + timedelta(days=rng.randrange(14)), rng.random() < 0.5) for _ in range(rng.randrange(3))),
        asked=tuple(MONDAY + timedelta(days=rng.randrange(14)) for _ in range(rng.randrange(6))),
        last_served=MONDAY - timedelta(days=rng.randrange(90)) if rng.random() < 0.6 else None,
        rating_sum=(count := rng.randrange(9)) * rng.randrange(1, 6),
        rating_count=count,
    )


def _some(rng: Random, of: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(one for one in of if rng.random() < 0.5)
