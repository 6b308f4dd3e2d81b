"""Counts the figures over the rows of a place and a period."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback.figures import measures
from services.feedback.figures.frames import Frame
from services.feedback.figures.measures import FIGURES, Figure
from services.feedback.figures.spread import gini, median_hours
from services.feedback.models import Item, Minutes, Order

DEFINITIONS: Sequence[Mapping[str, Any]] = json.loads(
    Path(__file__).with_name("definitions.json").read_text(encoding="utf-8")
)
"""Code, version, unit, name and definition of each figure; the version counts changes of what it means."""
CLASSES = ("declared", "witnessed", "verified")
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs together within a figure: a village, a reason, a platform, a class of minutes."""

    part: str
    counted: int
    of: int
    value: float | None


def count(session: Session, frame: Frame) -> list[dict[str, Any]]:
    """Every figure with its definition: how many were counted, of how many, what that makes, and its parts."""
    fractions, waits = _fractions(session, frame), _waits(session, frame)
    parts = {
        "unmet_rate": _by_reason(session, frame, fractions["unmet_rate"][1]),
        "hours_to_service": _by_village(waits),
        "gap": _by_platform(session, frame),
        "verified_minutes": _by_class(session, frame),
    }
    minutes = parts["verified_minutes"]
    fractions["verified_minutes"] = (minutes[-1].counted, minutes[-1].of)
    values = {code: _share(*fraction) for code, fraction in fractions.items()}
    values["hours_to_service"] = median_hours([seconds for _, seconds in waits])
    values["services_gini"] = gini(_services(session, frame))
    values["gap"] = fractions["gap"][1] - fractions["gap"][0]
    silent, ended = fractions["silence_rate"]
    beside = {"satisfaction_rate": {"rated": fractions["satisfaction_rate"][1], "silent": silent, "ended": ended}}
    return [
        {
            **words,
            "counted": fractions[code][0],
            "of": fractions[code][1],
            "value": values[code],
            "beside": beside.get(code, {}),
            "parts": parts.get(code, []),
        }
        for words in DEFINITIONS
        for code in [words["code"]]
    ]


def orders_behind(frame: Frame, code: str, counted: bool | None) -> sa.Select[Any]:
    """The orders that a figure is about: all, those that counted, or those that did not; the first placed first."""
    figure = FIGURES[code]
    found = sa.select(Order).where(*frame.holds(), figure.of)
    if counted is not None:
        found = found.where(sa.func.coalesce(figure.counted, sa.false()) == counted)
    return found.order_by(Order.submitted_at, Order.order_id)


def minutes_of(order_ids: Sequence[Any] | None = None) -> sa.Select[Any]:
    """The minutes of orders by class, each person's in the class that stands, but for disputed ones: order id, class,
    minutes."""
    confirmed = sa.func.coalesce(Order.minutes_class, CLASSES[0])
    rank = {name: rank for rank, name in enumerate(CLASSES)}
    raised = sa.and_(
        Order.confirmed_at > Minutes.corrected_at,
        sa.case(rank, value=confirmed) > sa.case(rank, value=Minutes.corrected_class),
    )
    stands = sa.case((sa.or_(Minutes.corrected_class.is_(None), raised), confirmed), else_=Minutes.corrected_class)
    minutes = sa.func.sum(sa.func.coalesce(Minutes.corrected, Minutes.declared, 0)).label("minutes")
    columns = (Order.order_id, stands.label("stands"), minutes)
    asked = sa.select(*columns).join(Minutes, Minutes.order_id == Order.order_id).where(Minutes.frozen.is_not(True))
    of_these = asked if order_ids is None else asked.where(Order.order_id.in_(order_ids))
    return of_these.group_by(Order.order_id, "stands")


def _fractions(session: Session, frame: Frame) -> dict[str, tuple[int, int]]:
    """Counted, and of how many, for each figure: all of them in one look at the rows."""
    asked = [column for figure in FIGURES.values() for column in _sums(figure)]
    row = session.execute(sa.select(*asked).where(*frame.holds())).one()
    numbers = iter(int(number or 0) for number in row)
    return {code: (next(numbers), next(numbers)) for code in FIGURES}


def _sums(figure: Figure) -> Iterator[Any]:
    both = sa.and_(figure.of, figure.counted)
    for condition, weight in ((both, figure.weight_counted), (figure.of, figure.weight_of)):
        yield sa.func.sum(sa.case((condition, weight), else_=0))


def _by_reason(session: Session, frame: Frame, of: int) -> list[Part]:
    unmet = sa.select(Order.unmet_reason, sa.func.count()).where(*frame.holds(), measures.DEMANDED, measures.UNMET)
    found = session.execute(unmet.group_by(Order.unmet_reason))
    return [Part(str(reason), many, of, _share(many, of)) for reason, many in sorted(found.all())]


def _waits(session: Session, frame: Frame) -> list[tuple[str, int]]:
    """Village, and seconds between placing and arrival, for each order to which somebody came."""
    waited = measures.since_placed(Order.arrived_at)
    asked = sa.select(Order.site_path, waited).where(*frame.holds(), measures.ARRIVED)
    return [(str(village), seconds) for village, seconds in session.execute(asked)]


def _by_village(waits: Sequence[tuple[str, int]]) -> list[Part]:
    villages: dict[str, list[int]] = defaultdict(list)
    for village, seconds in waits:
        villages[village].append(seconds)
    return [Part(village, len(each), len(each), median_hours(each)) for village, each in sorted(villages.items())]


def _services(session: Session, frame: Frame) -> dict[int, int]:
    """How many recipients there are by how many services each had."""
    about = FIGURES["services_gini"]
    had = sa.func.sum(sa.case((about.counted, 1), else_=0)).label("had")
    each = sa.select(had).where(*frame.holds(), about.of).group_by(Order.recipient_id).subquery()
    return dict(session.execute(sa.select(each.c.had, sa.func.count()).group_by(each.c.had)).all())


def _by_platform(session: Session, frame: Frame) -> list[Part]:
    about = FIGURES["gap"]
    platform = sa.func.coalesce(Item.platform_code, "").label("platform")
    asked = sa.select(platform, *_sums(about)).outerjoin(Item, Item.code == Order.item_code)
    found = session.execute(asked.where(*frame.holds(), about.of).group_by("platform"))
    return [Part(name, counted, of, of - counted) for name, counted, of in sorted(found.all())]


def _by_class(session: Session, frame: Frame) -> list[Part]:
    """Of all minutes those of each class, the highest last."""
    each = minutes_of().where(*frame.holds(), measures.SERVED).subquery()
    summed = sa.select(each.c.stands, sa.func.sum(each.c.minutes)).group_by(each.c.stands)
    found = {name: int(minutes) for name, minutes in session.execute(summed)}
    of = sum(found.values())
    return [Part(name, found.get(name, 0), of, _share(found.get(name, 0), of)) for name in CLASSES]


def _share(counted: int, of: int) -> float | None:
    """None of nothing: no share is told of what has not happened."""
    return round(counted / of, DIGITS) if of else None
