"""The composition root of volunteer: wiring only."""

from functools import partial
from pathlib import Path

from services.volunteer.api import api
from services.volunteer.clock import DUE
from services.volunteer.consumers import HEARS
from services.volunteer.handlers import records, roster
from services.volunteer.lifecycle import LED, State
from services.volunteer.models import Assignment, Base
from shared.history import longest_waits
from shared.runtime import Service
from shared.settings import Common


def build(settings: Common) -> Service:
    """The service, ready to be run."""
    return Service(
        name="volunteer",
        settings=settings,
        migrations=Path(__file__).parent / "migrations",
        metadata=Base.metadata,
        api=api,
        hears=HEARS,
        due=DUE,
        counts=records.counts,
        announce=roster.announce,
        waits=partial(longest_waits, Assignment, [State.OFFERED, *LED, State.IN_SERVICE]),
    )
