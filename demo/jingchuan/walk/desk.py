"""At the desk: asked, verified, turned away, merged, changed, held, urged, called off."""

import re
from datetime import datetime, timedelta

from demo.jingchuan.people import title_of
from demo.jingchuan.register import ITEMS, SITES, listed
from demo.jingchuan.rows import Act
from demo.jingchuan.walk.base import OPEN, UNACCEPTED, Base
from demo.jingchuan.words import ALTERNATIVES

_RING_BACK = timedelta(minutes=15)
_A_DAY = timedelta(days=1)
SILENCE = timedelta(days=7)
"""So long a question stands; then the clock closes the order."""


class Desk(Base):
    """What the clerk does, and whoever ordered."""

    held_at: datetime
    urged: datetime | None = None

    def pass_time(self, at: datetime) -> None:
        """A hold is over when its day has come."""
        if self.held_until and at >= self.held_until:
            self._go_on(self.held_until)
        super().pass_time(at)

    def _ask(self, act: Act, at: datetime) -> None:
        self.found_in("submitted")
        self.need(bool(act.value), "no question")
        self.state = "info_needed"

    def _answer(self, act: Act, at: datetime) -> None:
        self.found_in("info_needed")
        self.need(bool(act.value) and at < self.times["ask"] + SILENCE, "answered too late")
        self.state = "submitted"

    def close_unanswered(self) -> None:
        """Nobody ever answered."""
        if self.state == "info_needed":
            self.state = "cancelled"
            self.counts["closed unanswered"] += 1

    def _approve(self, act: Act, at: datetime) -> None:
        self.found_in("submitted")
        self.need(not self.held_until, "approved while it is held")
        self.state, self.item = "pending", ITEMS[act.to]
        self.sought_since = at
        kept = (self.order.item_code, title_of(act.to))
        self.need((act.to, act.value) == self.filed.get(self.order.ref, kept), "filed elsewhere")
        self.need(len(act.value) <= 40 and not re.search(r"\d", act.value), "title")

    def _propose_rejection(self, act: Act, at: datetime) -> None:
        self.found_in("submitted")
        self.need(bool(act.value) and act.to in ALTERNATIVES, "no sentence or no alternative")
        self.proposed_by = act.person

    def _sign_rejection(self, act: Act, at: datetime) -> None:
        self.found_in("submitted")
        above = SITES[act.site]["level"] != "station"
        self.need("propose_rejection" in self.times and above and act.person != self.proposed_by, "second signature")
        self.state = "rejected"

    def _refer(self, act: Act, at: datetime) -> None:
        self.found_in("submitted")
        self.need(bool(act.value and act.to), "no sentence or no target")
        self.state = "referred"

    def _ring_back(self, act: Act, at: datetime) -> None:
        """The emergency was referred at once, by its words."""
        self.found_in("submitted")
        self.need(self.order.ends == "emergency_refer" and at - self.order.submitted <= _RING_BACK, "rung back late")
        self.state = "referred"

    def _merge(self, act: Act, at: datetime) -> None:
        self.found_in("submitted")
        self.state = "merged"

    def _leave(self, act: Act, at: datetime) -> None:
        self.found_in("merged")

    def _change(self, act: Act, at: datetime) -> None:
        self.found_in(*UNACCEPTED)
        if act.how == "need":
            self.need(self.state == "submitted" and bool(act.value), "changes a need that is verified")
            return
        begins, ends = (datetime.fromisoformat(one) for one in listed(act.to))
        self.need(begins < ends and ends > at and (begins, ends) != self.wanted, "changed time")
        self.wanted = (begins, ends)
        self.counts[f"changed while {self.state}"] += 1
        if self.state == "offered":
            self.state = "pending"
        self.sought_since = at

    def _hold(self, act: Act, at: datetime) -> None:
        self.found_in(*UNACCEPTED)
        until = datetime.fromisoformat(act.value)
        self.need(at < until < self.wanted[1] and until - at <= timedelta(days=30), "held too long")
        self.held_at, self.held_until = at, until

    def _resume(self, act: Act, at: datetime) -> None:
        self.need(self.held_until is not None, "resumed without a hold")
        self._go_on(at)

    def _go_on(self, at: datetime) -> None:
        self.paused += at - self.held_at
        self.held_until = None

    def _urge(self, act: Act, at: datetime) -> None:
        self.found_in(*OPEN)
        self.need(self.urged is None or at - self.urged >= _A_DAY, "urged twice a day")
        self.counts["urged twice"] += self.urged is not None
        self.urged = at

    def _cancel(self, act: Act, at: datetime) -> None:
        self.found_in(*OPEN)
        self.counts[f"cancel from {self.state}"] += 1
        self.state = "cancelled"
        self.contact_by = None
