"""Where an order stands on its way, and what holds for every act."""

from collections import Counter
from datetime import datetime, timedelta

from demo.jingchuan.fronts import PROMISE
from demo.jingchuan.marks import CLOSES, OPENS, mark_at_or_before, moment
from demo.jingchuan.register import ITEMS, Item, Order
from demo.jingchuan.rows import Act
from demo.jingchuan.words import ROLES, WORDS

LAST_DAY = "2026-12-13"
OPEN = ("submitted", "info_needed", "pending", "offered", "accepted")
UNACCEPTED = OPEN[:-1]
_AT_ONCE = ("join",)  # several say so at the same time


class Base:
    """The state of one order, act after act."""

    def __init__(self, order: Order, filed: dict[str, tuple[str, str]]) -> None:
        self.order, self.filed = order, filed
        self.state = "submitted"
        self.counts: Counter[str] = Counter()
        self.broken: list[str] = []
        self.item: Item = ITEMS["G07"]
        self.times: dict[str, datetime] = {}
        self.wanted = (order.wanted_from, order.wanted_to)
        self.held_until: datetime | None = None
        self.paused = timedelta()
        """How long it has waited for its day."""
        self.sought_since: datetime = order.submitted
        self.proposed_by = ""
        self.asked: dict[str, tuple[int, datetime]] = {}
        """Who is asked or will be: in which wave, until when."""
        self.helper = ""
        """The site elsewhere that looks for somebody, or was asked to."""
        self.leader = ""
        self.contact_by: datetime | None = None

    def need(self, ok: bool, rule: str) -> None:
        if not ok:
            self.broken.append(f"{self.order.ref}: {rule}")

    def step(self, act: Act) -> None:
        """One more act."""
        at = datetime.fromisoformat(act.at)
        if act.act == "ring_back":
            self.need(at.minute % 5 == 0 and at > self.order.submitted, "five-minute mark")
        else:
            on_mark = at == moment(mark_at_or_before(at))
            self.need(on_mark and OPENS <= mark_at_or_before(at) % 48 <= CLOSES, f"mark {act.at}")
            latest = max(self.times.values(), default=self.order.submitted)
            self.need(at > latest or (act.act in _AT_ONCE and at == latest), "order of acts")
        self.need(act.at[:10] <= LAST_DAY, "after the last day")
        self.need(act.role in ROLES[act.act], f"{act.role} may not {act.act}")
        staff = act.role not in ("volunteer", "resident", "proxy")
        self.need(bool(act.site) == staff, "site")
        self.need(self.order.station.startswith(act.site) or act.site == self.helper, "scope")
        if act.act in WORDS:
            self.need(act.how in WORDS[act.act], f"{act.act} {act.how}")
        self.pass_time(at)
        getattr(self, f"_{act.act}")(act, at)
        self.times[act.act] = at
        self.counts[act.act] += 1

    def pass_time(self, at: datetime) -> None:
        """What the clock does until then."""

    def last_start(self) -> datetime:
        """When the last possible visit has to begin."""
        return self.wanted[1] - timedelta(minutes=self.item.minutes)

    def promised(self) -> datetime:
        """Until when an order is accepted or honestly ended."""
        return self.order.submitted + PROMISE + self.paused

    def found_in(self, *states: str) -> None:
        self.need(self.state in states, f"not from {self.state}")
