"""After the visit: confirmed, rated, looked into."""

from datetime import datetime, timedelta

from demo.jingchuan.register import SITES
from demo.jingchuan.rows import Act
from demo.jingchuan.walk.base import Base
from demo.jingchuan.words import BY_STAFF


class Review(Base):
    """What the resident says afterwards, and what follows."""

    def _confirm(self, act: Act, at: datetime) -> None:
        self.found_in("served")
        self.state = "confirmed"
        self.need(at - self.times["finish"] <= timedelta(days=3), "confirmed late")
        self.need((act.role == "clerk") == (act.how in BY_STAFF), "who confirms")

    def _review(self, act: Act, at: datetime) -> None:
        """Who rates a service that nobody has confirmed confirms it thereby."""
        self.found_in("served", "confirmed")
        self.need(at - self.times["finish"] <= timedelta(days=7), "reviewed late")
        self.need((act.role == "clerk") == (act.how in BY_STAFF), "who reviews")
        self.need(act.to in "12345", "level")
        self.counts[f"level {act.to}"] += 1
        self.counts[f"review by {act.how}"] += 1
        self.state = "rectifying" if act.to in "12" else "reviewed"

    def _close_rectification(self, act: Act, at: datetime) -> None:
        self.found_in("rectifying")
        self.state = "reviewed"
        self.need(at - self.times["review"] <= timedelta(days=15), "rectified late")
        self.need(SITES[act.site]["level"] != "station" and bool(act.value), "evaluator")
