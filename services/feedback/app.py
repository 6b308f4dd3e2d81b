"""The composition root of feedback: wiring only."""

from pathlib import Path

from services.feedback.api import api
from services.feedback.clock import DUE
from services.feedback.consumers import HEARS
from services.feedback.handlers import facts, reviews
from services.feedback.models import Base
from shared.runtime import Service
from shared.settings import Common


def build(settings: Common) -> Service:
    """The service, ready to be run."""
    return Service(
        name="feedback",
        settings=settings,
        migrations=Path(__file__).parent / "migrations",
        metadata=Base.metadata,
        api=api,
        hears=HEARS,
        due=DUE,
        counts=reviews.counts,
        announce=facts.announce,
        keeps=facts.keep_fact,
    )
