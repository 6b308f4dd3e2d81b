"""The composition root of volunteer: wiring only."""

from functools import partial
from pathlib import Path

from services.volunteer.api import door
from services.volunteer.clock import DUE
from services.volunteer.consumers import HEARS
from services.volunteer.handlers import roster
from services.volunteer.ledger import totals
from services.volunteer.ledger.audit import audit
from services.volunteer.lifecycle import LED, State
from services.volunteer.models import Assignment, Base
from services.volunteer.record.pages import certificate_pages
from services.volunteer.settings import Settings
from shared.history import longest_waits
from shared.runtime import Service


def build(settings: Settings) -> Service:
    """The service, ready to be run."""
    return Service(
        name="volunteer",
        settings=settings,
        migrations=Path(__file__).parent / "migrations",
        metadata=Base.metadata,
        api=door(settings.codes),
        hears=HEARS,
        due=DUE,
        counts=totals.counts,
        announce=roster.announce,
        waits=partial(longest_waits, Assignment, [State.OFFERED, *LED, State.IN_SERVICE, State.SUSPENDED]),
        audit=audit,
        pages={"certificates": certificate_pages()},
    )
