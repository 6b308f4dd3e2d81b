"""Time's door of feedback: what falls due, and who answers."""

import sqlalchemy as sa

from services.feedback.handlers import complaints, rectifying, reviewing
from services.feedback.lifecycle import WAITING, State
from services.feedback.models import Complaint, Review
from services.feedback.policy import REVIEW_WINDOW, SAMPLE_WINDOW
from shared.due import NOW, Due, Timetable, ago

_LONG_SILENT = sa.func.coalesce(Review.confirmed_at, Review.served_at) <= ago(REVIEW_WINDOW)
_RUNG = sa.or_(Review.sampled_at.is_(None), Review.sampled_at <= ago(SAMPLE_WINDOW))
_LEFT_IN_SILENCE = (
    sa.select(Review)
    # Nobody's last word is older than the service; the index knows when that was.
    .where(Review.state.in_(WAITING), Review.served_at <= ago(REVIEW_WINDOW), _LONG_SILENT, _RUNG)
    .order_by(Review.served_at)
)
_LOOKED_INTO = (
    sa.select(Review).where(Review.alarm_at <= NOW, Review.state == State.RECTIFYING).order_by(Review.alarm_at)
)
_COMPLAINED = sa.select(Complaint).where(Complaint.alarm_at <= NOW).order_by(Complaint.alarm_at)
_WINDOWS = (REVIEW_WINDOW, SAMPLE_WINDOW)

DUE = Timetable(
    {
        "end window of review": Due(_LEFT_IN_SILENCE, Review.order_id, reviewing.end_window, _WINDOWS),
        "ring clock of rectification": Due(_LOOKED_INTO, Review.order_id, rectifying.ring_clock),
        "ring clock of complaint": Due(_COMPLAINED, Complaint.complaint_id, complaints.ring_clock),
    }
)
