"""The composition root of request: wiring only."""

from functools import partial
from pathlib import Path

from services.request.api import door
from services.request.clock import DUE
from services.request.consumers import HEARS
from services.request.handlers import catalogue, story
from services.request.lifecycle import State
from services.request.models import Base, Order
from services.request.settings import Settings
from shared.history import longest_waits
from shared.runtime import Service


def build(settings: Settings) -> Service:
    """The service, ready to be run."""
    return Service(
        name="request",
        settings=settings,
        migrations=Path(__file__).parent / "migrations",
        metadata=Base.metadata,
        api=door(settings.codes),
        hears=HEARS,
        due=DUE,
        counts=story.counts,
        announce=catalogue.announce,
        waits=partial(longest_waits, Order, [State.SUBMITTED, State.INFO_NEEDED]),
    )
