"""What is measured, for Prometheus. A process tells what it did; how a service stands is asked of its database when
somebody looks, by questions that cost the same however much is kept."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Response, g, request
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, make_wsgi_app
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from running.worker import Worker
from shared import clock
from shared.db import Database, DatabaseAway, tally
from shared.messaging import outbox
from shared.messaging.inbox import NOT_DONE
from shared.messaging.tables import INBOX, OUTBOX
from shared.notices import NOTICES
from shared.runtime import Service

MOST = 10_000
"""What waits is counted no further: it is bad enough by then, and nobody should wait for the exact number."""

_ANSWERS = {"order.accepted.v1": "accepted", "offer.declined.v1": "declined", "offer.expired.v1": "expired"}
_HEARS_ANSWERS = "dispatch"
_DOINGS = ("leads", "stands_by", "broker_away")

_UNSENT = sa.select(OUTBOX.c.id).where(OUTBOX.c.sent_at.is_(None), ~OUTBOX.c.set_aside)
_ASIDE = sa.select(OUTBOX.c.id).where(OUTBOX.c.sent_at.is_(None), OUTBOX.c.set_aside)
_EARLY = sa.case((INBOX.c.too_early, "early"), else_=INBOX.c.state).label("state")
_UNDONE = sa.select(_EARLY).where(NOT_DONE, INBOX.c.state != "dropped").limit(MOST).subquery()
_UNDONE_STATES = ("waiting", "early", "parked", "drift", "unknown")
_UNTOLD = sa.select(NOTICES.c.due_at).where(NOTICES.c.sent_at.is_(None))


class Measures:
    """The measures of one process: its services, and the workers among them that run here."""

    def __init__(
        self, services: Sequence[Service], databases: Mapping[str, Database], workers: Sequence[Worker]
    ) -> None:
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(_Standing(services, databases))
        registry.register(_Work(workers))
        self._answering = Histogram(
            "sidan_request_seconds",
            "How long an answer over HTTP took, by route.",
            ("service", "method", "route", "status"),
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
            registry=registry,
        )
        self.page = make_wsgi_app(registry)

    def note_answer(self, service: str, response: Response) -> Response:
        """A request was answered; by its route, never by its path: a path may carry a token."""
        labels = (service, request.method, g.route or "unknown", str(response.status_code))
        self._answering.labels(*labels).observe(time.perf_counter() - g.began)
        return response


class _Standing(Collector):
    """How the services of this process stand, by their databases."""

    def __init__(self, services: Sequence[Service], databases: Mapping[str, Database]) -> None:
        self._services = services
        self._databases = databases

    def collect(self) -> Iterator[Metric]:
        gauges = {name: GaugeMetricFamily(name, told, labels=["service", *more]) for name, told, more in _GAUGES}
        for service in self._services:
            for name, labels, value in self._look(service):
                gauges[name].add_metric([service.name, *labels], value)
        yield from gauges.values()

    def _look(self, service: Service) -> "list[_Measured]":
        try:
            with self._databases[service.name].read() as session:
                return [
                    ("sidan_database_answers", (), 1),
                    *_outbox(session),
                    *_inbox(session),
                    *_people(service, session),
                ]
        except (DatabaseAway, DBAPIError):  # away, or not migrated
            return [("sidan_database_answers", (), 0)]


_Measured = tuple[str, tuple[str, ...], float]
_GAUGES: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("sidan_database_answers", "Whether the database answers, with the tables that are needed.", ()),
    ("sidan_outbox_unsent", f"Events that wait to be told; {MOST} stands for as many or more.", ()),
    ("sidan_outbox_oldest_seconds", "How long the oldest of them has waited, held back ones left out.", ()),
    ("sidan_outbox_set_aside", "Events that were told five times and never taken: for the operator.", ()),
    ("sidan_inbox_undone", "Events that were heard and took no effect yet, by state.", ("state",)),
    ("sidan_order_waits_seconds", "How long the order has waited that waits longest, by state.", ("state",)),
    ("sidan_notices_unsent", f"Notices that nobody has sent yet; {MOST} stands for as many or more.", ()),
    ("sidan_notices_oldest_seconds", "How long the oldest of them has been due.", ()),
)


def _outbox(session: Session) -> Iterator[_Measured]:
    oldest = outbox.oldest_unsent(session)
    yield "sidan_outbox_unsent", (), _count(session, _UNSENT)
    yield "sidan_outbox_oldest_seconds", (), _seconds_since(oldest, clock.machine_now())
    yield "sidan_outbox_set_aside", (), _count(session, _ASIDE)


def _inbox(session: Session) -> Iterator[_Measured]:
    by_state = tally(session, _UNDONE.c.state)
    for state in _UNDONE_STATES:
        yield "sidan_inbox_undone", (state,), by_state.get(state, 0)


def _people(service: Service, session: Session) -> Iterator[_Measured]:
    now = clock.now()
    for state, since in service.waits(session).items():
        yield "sidan_order_waits_seconds", (state,), _seconds_since(since, now)
    oldest = session.scalar(_UNTOLD.order_by(NOTICES.c.due_at).limit(1))
    yield "sidan_notices_unsent", (), _count(session, _UNTOLD)
    yield "sidan_notices_oldest_seconds", (), _seconds_since(oldest, now)


def _count(session: Session, rows: sa.Select[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(rows.limit(MOST).subquery())) or 0


def _seconds_since(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0


class _Work(Collector):
    """What the workers of this process did since it began, and what they are about."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers

    def collect(self) -> Iterator[Metric]:
        about = GaugeMetricFamily("sidan_worker", "What a worker is about.", labels=["service", "doing"])
        dead = GaugeMetricFamily("sidan_dead", "Messages in the dead queue, as the leader counts.", labels=["service"])
        repeats = CounterMetricFamily("sidan_inbox_repeats", "Events that came once more.", labels=["service"])
        handled = CounterMetricFamily("sidan_events_handled", "Events that took effect.", labels=["service", "type"])
        answers = CounterMetricFamily(
            "sidan_offers_answered", "Offers that were answered, by answer.", labels=["answer"]
        )
        for worker in self._workers:
            name, doing, took_effect = worker.service.name, worker.doing(), worker.handled()
            for each in _DOINGS:
                about.add_metric([name, each], each == doing["doing"])
            dead.add_metric([name], doing["dead"])
            repeats.add_metric([name], doing["repeats"])
            for event_type, number in took_effect.items():
                handled.add_metric([name, event_type], number)
            for event_type, answer in _ANSWERS.items() if name == _HEARS_ANSWERS else ():
                answers.add_metric([answer], took_effect[event_type])
        yield from (about, dead, repeats, handled, answers)
