"""After the visit: confirmed or denied, rated, looked into, appealed."""

from datetime import datetime, timedelta

from demo.jingchuan.register import CENTER, SITES
from demo.jingchuan.rows import Act
from demo.jingchuan.walk.base import Base
from demo.jingchuan.words import BY_STAFF

_LOOKED_INTO = timedelta(days=15)


class Review(Base):
    """What the resident says afterwards, and what follows."""

    opened: datetime
    decided_by = ""

    def _confirm(self, act: Act, at: datetime) -> None:
        self.found_in("served")
        self.state = "confirmed"
        self.need(at - self.times["finish"] <= timedelta(days=3), "confirmed late")
        self.need((act.role == "clerk") == (act.how in BY_STAFF), "who confirms")

    def _deny(self, act: Act, at: datetime) -> None:
        self.found_in("served")
        self.state, self.opened = "rectifying", at

    def _review(self, act: Act, at: datetime) -> None:
        """Who rates a service that nobody has confirmed confirms it thereby."""
        self.found_in("served", "confirmed")
        self.need(at - self.times["finish"] <= timedelta(days=7), "reviewed late")
        self.need((act.role == "clerk") == (act.how in BY_STAFF), "who reviews")
        self.need(act.to in "12345", "level")
        self.counts[f"level {act.to}"] += 1
        self.counts[f"review by {act.how}"] += 1
        self.state, self.opened = "rectifying" if act.to in "12" else "reviewed", at

    def _call(self, act: Act, at: datetime) -> None:
        self.found_in("rectifying")
        self.need(act.person.startswith("caller-"), "rung by whoever may have written the visit down")

    def _close_rectification(self, act: Act, at: datetime) -> None:
        self.found_in("rectifying")
        self.state = "reviewed"
        self.need(at - self.opened <= _LOOKED_INTO, "rectified late")
        self.need(SITES[act.site]["level"] != "station" and bool(act.value), "evaluator")

    def _follow_up(self, act: Act, at: datetime) -> None:
        self.found_in("reviewed")
        self.need(at - self.times["close_rectification"] <= _LOOKED_INTO, "followed up late")

    def _appeal(self, act: Act, at: datetime) -> None:
        self.found_in("reviewed")
        self.state = "appealed"
        self.need(bool(act.value) and at - self.times["close_rectification"] <= _LOOKED_INTO, "appealed late")

    def _propose_decision(self, act: Act, at: datetime) -> None:
        self.found_in("appealed")
        self.decided_by = act.person
        self.need(act.site == CENTER and bool(act.value), "decided by the center")

    def _sign_decision(self, act: Act, at: datetime) -> None:
        self.found_in("appealed")
        self.state = "reviewed"
        self.need(act.site == CENTER and act.person != self.decided_by, "second signature")
