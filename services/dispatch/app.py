"""The composition root of dispatch: wiring only."""

from functools import partial
from pathlib import Path

from services.dispatch.api import door
from services.dispatch.clock import DUE
from services.dispatch.consumers import HEARS
from services.dispatch.handlers import queue
from services.dispatch.lifecycle import State
from services.dispatch.models import Base, Order
from services.dispatch.settings import Settings
from shared.history import longest_waits
from shared.runtime import Service


def build(settings: Settings) -> Service:
    """The service, ready to be run."""
    return Service(
        name="dispatch",
        settings=settings,
        migrations=Path(__file__).parent / "migrations",
        metadata=Base.metadata,
        api=door(settings.undo_for),
        hears=HEARS,
        due=DUE,
        counts=queue.counts,
        announce=queue.announce,
        waits=partial(longest_waits, Order, [State.PENDING]),
    )
