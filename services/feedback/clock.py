"""Time's door of feedback: what falls due, and who answers."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.feedback.handlers import complaints, rectifying, reviewing
from services.feedback.lifecycle import WAITING, State
from services.feedback.models import Complaint, Review
from services.feedback.policy import REVIEW_WINDOW, SAMPLE_WINDOW
from shared.due import Due


def _left_in_silence(now: datetime) -> sa.Select[Any]:
    last_word = sa.func.coalesce(Review.confirmed_at, Review.served_at)
    by = now - REVIEW_WINDOW
    # Nobody's last word is older than the service; the index knows when that was.
    silent = sa.select(Review).where(Review.state.in_(WAITING), Review.served_at <= by, last_word <= by)
    rung = sa.or_(Review.sampled_at.is_(None), Review.sampled_at <= now - SAMPLE_WINDOW)
    return silent.where(rung).order_by(Review.served_at)


def _looked_into(now: datetime) -> sa.Select[Any]:
    running = (Review.alarm_at <= now, Review.state == State.RECTIFYING)
    return sa.select(Review).where(*running).order_by(Review.alarm_at)


def _complained(now: datetime) -> sa.Select[Any]:
    return sa.select(Complaint).where(Complaint.alarm_at <= now).order_by(Complaint.alarm_at)


DUE = {
    "end window of review": Due(_left_in_silence, Review.order_id, reviewing.end_window),
    "ring clock of rectification": Due(_looked_into, Review.order_id, rectifying.ring_clock),
    "ring clock of complaint": Due(_complained, Complaint.complaint_id, complaints.ring_clock),
}
