"""Time's door of feedback: what falls due, and who answers."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.feedback.handlers import reviews
from services.feedback.lifecycle import LIFECYCLE
from services.feedback.models import Review
from services.feedback.policy import REVIEW_WINDOW
from shared.messaging.keeper import Due

_WAITING = [state for verb, state in LIFECYCLE.arrows if verb == "close_unreviewed"]


def _left_in_silence(now: datetime) -> sa.Select[Any]:
    last_word = sa.func.coalesce(Review.confirmed_at, Review.served_at)
    by = now - REVIEW_WINDOW
    # Nobody's last word is older than the service; the index knows when that was.
    silent = sa.select(Review).where(Review.state.in_(_WAITING), Review.served_at <= by, last_word <= by)
    return silent.order_by(Review.served_at)


DUE = {"close unreviewed order": Due(_left_in_silence, Review.order_id, reviews.close_unreviewed)}
