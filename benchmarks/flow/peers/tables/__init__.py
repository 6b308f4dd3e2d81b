"""The tables of the peers: those of Sidan that the workload fills, without outbox and idempotency keys."""

from benchmarks.flow.peers.tables.dispatch import DispatchBase
from benchmarks.flow.peers.tables.feedback import FeedbackBase
from benchmarks.flow.peers.tables.request import RequestBase
from benchmarks.flow.peers.tables.volunteer import VolunteerBase

BASES = {"request": RequestBase, "dispatch": DispatchBase, "volunteer": VolunteerBase, "feedback": FeedbackBase}
"""Service → its tables."""
