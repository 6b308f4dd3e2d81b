"""Walks one order through its acts and notes every rule of the order's life that they break."""

import re
from collections import Counter
from datetime import datetime, timedelta

from demo.jingchuan.marks import CLOSES, OPENS, mark_at_or_before, moment
from demo.jingchuan.people import title_of
from demo.jingchuan.register import (
    ITEMS,
    SITES,
    TEAMS,
    VOLUNTEERS,
    Item,
    Order,
    listed,
    qualified,
    reaches,
)
from demo.jingchuan.rows import Act
from demo.jingchuan.words import BY_STAFF, DECLINED, RETURNED, ROLES, WITHDRAWN, WORDS

PROMISE = timedelta(hours=72)
LAST_MOVED_DAY = "2026-11-29"
LAST_DAY = "2026-12-13"


class Walk:
    """The state of one order, act after act."""

    def __init__(self, order: Order, filed: dict[str, tuple[str, str]]) -> None:
        self.order, self.filed = order, filed
        self.state = "submitted"
        self.counts: Counter[str] = Counter()
        self.broken: list[str] = []
        self.item: Item = ITEMS["G07"]
        self.crew: tuple[str, ...] = ()
        self.times: dict[str, datetime] = {}
        self._open: set[str] = set()
        self._deadline = order.submitted
        self._rounds = 0
        self._proposer = ""
        self._leader = ""

    def need(self, ok: bool, rule: str) -> None:
        if not ok:
            self.broken.append(f"{self.order.ref}: {rule}")

    def step(self, act: Act) -> None:
        """One more act."""
        at = datetime.fromisoformat(act.at)
        emergency = act.act == "refer" and self.order.ends == "emergency_refer"
        if emergency:
            self.need(at - self.order.submitted <= timedelta(minutes=5), "referred too late")
            self.need(at.minute % 5 == 0 and at >= self.order.submitted, "five-minute mark")
        else:
            on_mark = at == moment(mark_at_or_before(at))
            self.need(on_mark and OPENS <= mark_at_or_before(at) % 48 <= CLOSES, f"mark {act.at}")
            self.need(at > max(self.times.values(), default=self.order.submitted), "order of acts")
        self.need(act.at[:10] <= LAST_DAY, "after the last day")
        self.need(act.role in ROLES[act.act], f"{act.role} may not {act.act}")
        staff = act.role not in ("volunteer", "resident", "proxy")
        self.need(bool(act.site) == staff, "site")
        self.need(self.order.station.startswith(act.site), "scope")
        if act.act in WORDS:
            self.need(act.how in WORDS[act.act], f"{act.act} {act.how}")
        getattr(self, f"_{act.act}")(act, at)
        self.times[act.act] = at
        self.counts[act.act] += 1

    def _from(self, *states: str) -> None:
        self.need(self.state in states, f"not from {self.state}")

    def _approve(self, act: Act, at: datetime) -> None:
        self._from("submitted")
        self.state, self.item = "pending", ITEMS[act.to]
        kept = (self.order.item_code, title_of(act.to))
        self.need((act.to, act.value) == self.filed.get(self.order.ref, kept), "filed elsewhere")
        self.need(len(act.value) <= 40 and not re.search(r"\d", act.value), "title")

    def _turn_away(self, act: Act, state: str) -> None:
        self._from("submitted")
        self.need(bool(act.value or act.act == "merge"), "no sentence")
        self.state = state

    def _reject(self, act: Act, at: datetime) -> None:
        self._turn_away(act, "rejected")

    def _refer(self, act: Act, at: datetime) -> None:
        self._turn_away(act, "referred")
        self.need(bool(act.to), "no target")

    def _merge(self, act: Act, at: datetime) -> None:
        self._turn_away(act, "merged")

    def _cancel(self, act: Act, at: datetime) -> None:
        self._from("submitted", "pending", "offered", "accepted")
        self.counts[f"cancel from {self.state}"] += 1
        self.state = "cancelled"

    def _offer(self, act: Act, at: datetime) -> None:
        self._expire(at)
        self._from("pending")
        self._rounds += 1
        self._open, self._deadline = set(listed(act.to)), datetime.fromisoformat(act.value)
        known = all(code in TEAMS or code in VOLUNTEERS or code == "pool" for code in self._open)
        self.need(bool(self._open) and known, f"offer to {act.to}")
        last = self.order.wanted_to - timedelta(minutes=self.item.minutes)
        self.need(at < self._deadline <= last, "deadline")
        self.state = "offered"

    def _expire(self, at: datetime) -> None:
        if self.state == "offered" and at > self._deadline:
            self.counts["expiry"] += 1
            self.state = "pending"

    def _withdraw(self, act: Act, at: datetime) -> None:
        self._from("offered")
        self.need(at < self._deadline and act.value in WITHDRAWN, "withdraw")
        self.state = "pending"

    def _answers(self, act: Act) -> str:
        """To whom the answer belongs: a team, for which its leader speaks, or a person alone."""
        taker = act.to or act.person
        speaker = TEAMS[taker].leader if taker in TEAMS else taker
        self.need((act.role == "clerk") == (act.how == "phone"), "spoken answers by a clerk")
        self.need(act.role == "clerk" or act.person == speaker, f"{act.person} for {taker}")
        known = VOLUNTEERS[speaker]
        self.need(known.active and known.adult, "not an active adult")
        self.counts[f"answer by {act.how}"] += act.value != "late"
        return taker

    def _accept(self, act: Act, at: datetime) -> None:
        taker = self._answers(act)
        invited = taker in self._open or "pool" in self._open
        self.need(at < self._deadline and invited, "accepts what is not offered")
        if taker not in self._open:
            self.need(not self.item.skills or self._knows(taker), "claims without the skill")
            self.counts["pool claim"] += act.value != "late"
        if act.value == "late":
            self._from("accepted")
            self.counts["crossing"] += 1
            return
        self._from("offered")
        self.state, self._leader = "accepted", taker
        first = self.counts["accept"] == 0
        self.need(not first or at - self.order.submitted <= PROMISE, "promise of 72 hours")
        self.counts["accepted in round 1"] += self._rounds == 1

    def _knows(self, taker: str) -> bool:
        skills = TEAMS[taker].skills if taker in TEAMS else VOLUNTEERS[taker].skills
        return bool(skills & self.item.skills)

    def _decline(self, act: Act, at: datetime) -> None:
        taker = self._answers(act)
        self._from("offered")
        self.need(taker in self._open and at < self._deadline, "declines what is not offered")
        self.need(act.value in DECLINED, "chip")
        self._open.discard(taker)
        if not self._open:
            self.state = "pending"

    def _return(self, act: Act, at: datetime) -> None:
        self._from("accepted")
        speaker = TEAMS[self._leader].leader if self._leader in TEAMS else self._leader
        self.need(act.person == speaker and act.value in RETURNED, "return")
        self.state = "pending"

    def _no_show(self, act: Act, at: datetime) -> None:
        self._from("accepted")
        self.need(at > self.order.wanted_from, "no-show before the wanted time")
        self.state = "pending"

    def _check_in(self, act: Act, at: datetime) -> None:
        self._from("accepted")
        self.state, self.crew = "checked_in", listed(act.to)
        first = VOLUNTEERS[self.crew[0]]
        leads = self._leader in first.teams if self._leader in TEAMS else self._leader == first.no
        self.need(leads and act.person == first.no and first.adult, "who checks in first")
        inside = self.order.wanted_from - timedelta(hours=1) <= at
        late = at > self.order.wanted_to + timedelta(hours=2)
        self.need(inside and (not late or act.at[:10] <= LAST_MOVED_DAY), "wanted window")
        self.counts["moved window"] += late
        people = [VOLUNTEERS[no] for no in self.crew]
        fit = all(qualified(v, self.item, at.date()) and reaches(v, self.order) for v in people)
        self.need(fit, "crew member not allowed")
        held = {skill for v in people for skill in v.skills}
        self.need(self.item.skills <= held, "skills of the crew")
        self.need(len(set(self.crew)) == len(people) >= self.item.team_size, "size of the crew")

    def _finish(self, act: Act, at: datetime) -> None:
        self._from("checked_in")
        self.state = "served"
        begun = self.times["check_in"]
        self.need(begun.date() == at.date(), "finished another day")
        minutes = dict(entry.split(":") for entry in listed(act.to))
        self.need(tuple(minutes) == self.crew, "minutes of others than the crew")
        longest = (at - begun).total_seconds() / 60
        self.need(all(0 < int(m) <= longest for m in minutes.values()), "minutes")

    def _confirm(self, act: Act, at: datetime) -> None:
        self._from("served")
        self.state = "confirmed"
        self.need(at - self.times["finish"] <= timedelta(days=3), "confirmed late")
        self.need((act.role == "clerk") == (act.how in BY_STAFF), "who confirms")

    def _review(self, act: Act, at: datetime) -> None:
        self._from("confirmed")
        self.need(at - self.times["finish"] <= timedelta(days=7), "reviewed late")
        self.need((act.role == "clerk") == (act.how in BY_STAFF), "who reviews")
        self.need(act.to in "12345", "level")
        self.counts[f"level {act.to}"] += 1
        self.counts[f"review by {act.how}"] += 1
        self.state = "rectifying" if act.to in "12" else "reviewed"

    def _propose_unfulfilled(self, act: Act, at: datetime) -> None:
        self._expire(at)
        self._from("pending")
        self.state, self._proposer = "proposed", act.person
        self.need(SITES[act.site]["level"] != "station" and bool(act.value), "proposal")

    def _sign_unfulfilled(self, act: Act, at: datetime) -> None:
        self._from("proposed")
        self.state = "unfulfilled"
        other = act.person != self._proposer and SITES[act.site]["level"] == "center"
        self.need(other, "second signature")
        self.need(at - self.order.submitted <= PROMISE, "promise of 72 hours")

    def _close_rectification(self, act: Act, at: datetime) -> None:
        self._from("rectifying")
        self.state = "reviewed"
        self.need(at - self.times["review"] <= timedelta(days=15), "rectified late")
        self.need(SITES[act.site]["level"] != "station" and bool(act.value), "evaluator")
