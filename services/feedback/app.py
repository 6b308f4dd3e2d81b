"""The composition root of feedback: wiring only."""

from functools import partial
from pathlib import Path

from services.feedback.api import api
from services.feedback.clock import DUE
from services.feedback.consumers import HEARS
from services.feedback.figures import keeping
from services.feedback.handlers import facts, orders
from services.feedback.lifecycle import State
from services.feedback.models import Base, Review
from services.feedback.pages.board import board_pages
from services.feedback.pages.figures import figure_pages
from services.feedback.settings import Settings
from shared.history import longest_waits
from shared.runtime import Service


def build(settings: Settings) -> Service:
    """The service, ready to be run."""
    return Service(
        name="feedback",
        settings=settings,
        migrations=Path(__file__).parent / "migrations",
        metadata=Base.metadata,
        api=api,
        hears=HEARS,
        due=DUE,
        counts=orders.counts,
        announce=facts.announce,
        waits=partial(longest_waits, Review, [State.SERVED, State.PENDING_REVIEW, State.RECTIFYING]),
        keeps=facts.keep_fact,
        rebuild=keeping.rebuild,
        pages={"board": board_pages(settings.origin), "figures": figure_pages()},
    )
