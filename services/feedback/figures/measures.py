"""Which orders count for which figure: each figure is a fraction of counts, so that what parts of a county have counted
adds up to what the county has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from services.feedback.models import Order

Condition = sa.ColumnElement[bool]

PROMISE = timedelta(hours=72)
"""The public promise: so long after it was placed an order has an answer (DOMAIN §2.3, T14 to T16)."""
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
ACCEPTABLE = 3
"""基本满意: lower levels are bad (好差评, DOMAIN §5)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Of the orders that `of` holds for, those count for which `counted` holds, too; `weight` is what each of them
    counts, by default one."""

    of: Condition
    counted: Condition
    weight_of: Any = sa.literal(1)  # noqa: RUF009
    weight_counted: Any = sa.literal(1)  # noqa: RUF009


def within(span: timedelta, moment: Any) -> Condition:
    """Whether a moment lies at most so long after the order was placed."""
    return since_placed(moment) <= int(span.total_seconds())


def since_placed(moment: Any) -> sa.ColumnElement[int]:
    """Seconds between placing and this moment."""
    return sa.type_coerce(moment, sa.BigInteger) - sa.type_coerce(Order.submitted_at, sa.BigInteger)


ANY = Order.submitted_at.is_not(None)
VERIFIED = Order.approved_at.is_not(None)
ARRIVED = Order.arrived_at.is_not(None)
SERVED = Order.served_at.is_not(None)
ACCEPTED = Order.accepted_at.is_not(None)
CALLED_OFF = sa.and_(Order.cancellations > 0, ~ARRIVED)
"""Whoever stands at the door has not heard of it: then the visit counts."""
UNMET = sa.and_(Order.unfulfilled > 0, ~CALLED_OFF, ~ARRIVED)
DEMANDED = sa.and_(VERIFIED, ~CALLED_OFF)
ENDED = sa.and_(SERVED, Order.closings > 0)
RATED = sa.and_(SERVED, Order.level.is_not(None))
SILENT = sa.and_(ENDED, Order.level.is_(None), Order.denials == 0)
LOOKED_INTO = Order.rectifications > 0

END = sa.case(
    (sa.and_(SERVED, Order.closings > Order.appeals), "closed"),
    (sa.or_(SERVED, ARRIVED), None),
    (sa.and_(CALLED_OFF, Order.duplicate_of.is_not(None)), "merged"),
    (CALLED_OFF, "cancelled"),
    (UNMET, "unfulfilled"),
    (Order.rejections > 0, "rejected"),
    (Order.referrals > Order.referrals_undone, "referred"),
    else_=None,
)
"""How an order has ended; nothing while it is on its way."""

FIGURES: Mapping[str, Figure] = {
    "signed_within_a_day": Figure(
        of=sa.or_(Order.decided_at.is_not(None), ~CALLED_OFF), counted=within(A_DAY, Order.decided_at)
    ),
    "response_rate": Figure(of=DEMANDED, counted=sa.and_(Order.contacted_at.is_not(None), Order.contacts_missed == 0)),
    "promise_kept": Figure(
        of=sa.and_(VERIFIED, Order.holds == 0, sa.or_(Order.answered_at.is_not(None), ~CALLED_OFF)),
        counted=within(PROMISE, Order.answered_at),
    ),
    "acceptance_rate": Figure(of=Order.asked_at.is_not(None), counted=ACCEPTED),
    "finished_within_a_week": Figure(of=DEMANDED, counted=within(A_WEEK, Order.finished_at)),
    "unmet_rate": Figure(of=DEMANDED, counted=UNMET),
    "return_rate": Figure(of=ACCEPTED, counted=Order.returns > 0),
    "no_show_rate": Figure(of=ACCEPTED, counted=Order.no_shows > 0),
    "denial_rate": Figure(of=SERVED, counted=Order.denials > 0),
    "first_time_right": Figure(of=sa.and_(ENDED, Order.rework_of.is_(None)), counted=Order.reworks == 0),
    "satisfaction_rate": Figure(of=RATED, counted=Order.level >= ACCEPTABLE),
    "silence_rate": Figure(of=ENDED, counted=SILENT),
    "rectified_rate": Figure(
        of=LOOKED_INTO,
        counted=Order.rectified > 0,
        weight_of=Order.rectifications,
        weight_counted=Order.rectified,
    ),
    "rung_after_bad_rate": Figure(of=LOOKED_INTO, counted=Order.calls > 0),
    "reached_rate": Figure(of=Order.calls > 0, counted=Order.calls_reached > 0),
    "resolution_rate": Figure(
        of=Order.calls_reached > 0,
        counted=Order.calls_solved > 0,
        weight_of=Order.calls_reached,
        weight_counted=Order.calls_solved,
    ),
    "by_phone_or_proxy": Figure(of=ANY, counted=sa.or_(Order.channel == "phone", Order.by_proxy.is_(True))),
    "hours_to_service": Figure(of=ARRIVED, counted=ARRIVED),
    "services_gini": Figure(of=sa.and_(DEMANDED, Order.recipient_id.is_not(None)), counted=SERVED),
    "gap": Figure(of=DEMANDED, counted=SERVED),
    "verified_minutes": Figure(of=SERVED, counted=Order.minutes_class == "verified"),
}
"""In the order in which they are read. The last four have a value of their own kind: see `counting`."""
