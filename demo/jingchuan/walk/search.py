"""In the queue: asked in rounds and waves, taken back, given up honestly."""

from datetime import datetime

from demo.jingchuan.appointments import contact_limit
from demo.jingchuan.fronts import clock_asks
from demo.jingchuan.people import duty_teams
from demo.jingchuan.register import CENTER, SITES, TEAMS, VOLUNTEERS, listed, office_of
from demo.jingchuan.rows import Act
from demo.jingchuan.walk.base import Base
from demo.jingchuan.words import ALTERNATIVES, DECLINED, WITHDRAWN
from shared.workdays import after_working


class Search(Base):
    """What dispatchers do, and those whom they ask."""

    rounds = 0
    duty_round = 0
    unexplained = ""
    spoken = ""

    def pass_time(self, at: datetime) -> None:
        """Whoever has not answered by then is asked no more, and the next wave is; the last one ends the round."""
        if self.state == "offered":
            overdue = [taker for taker, (_, deadline) in self.asked.items() if deadline <= at]
            for taker in overdue:
                del self.asked[taker]
            self.counts["expiry"] += bool(overdue)
            self._lapse_unless_asked()
        super().pass_time(at)

    def _offer(self, act: Act, at: datetime) -> None:
        self._begin_round(at)
        deadlines = [datetime.fromisoformat(one) for one in listed(act.value)]
        self.need(deadlines == sorted(set(deadlines)), "waves without order")
        waves = [(int(wave or 1), taker) for wave, _, taker in (one.rpartition(":") for one in listed(act.to))]
        self.asked = {taker: (wave, deadlines[wave - 1]) for wave, taker in waves}
        known = all(code in TEAMS or code in VOLUNTEERS or code == "pool" for code in self.asked)
        self.need(bool(self.asked) and known, f"offer to {act.to}")
        self.need(at < deadlines[0] and deadlines[-1] <= self.last_start(), "deadline")
        self.counts["round in waves"] += len(deadlines) > 1

    def _ask_duty_team(self, act: Act, at: datetime) -> None:
        self._begin_round(at)
        self.need(act.site == CENTER and not self.duty_round, "duty team")
        self.duty_round = self.rounds
        deadline = datetime.fromisoformat(act.value)
        self.need(at < deadline <= self.last_start(), "deadline")
        self.asked = dict.fromkeys(duty_teams(office_of(self.order.station)), (1, deadline))

    def _begin_round(self, at: datetime) -> None:
        self.found_in("pending")
        self.need(not self.held_until, "asks while it is held")
        self._must_be_before_the_clock(at)
        self.rounds += 1
        self.state = "offered"

    def _must_be_before_the_clock(self, at: datetime) -> None:
        asks = clock_asks(self.sought_since, self.paused, self.order.submitted, self.last_start())
        self.need(bool(self.duty_round) or at < asks, "the clock may have asked the duty team")

    def _escalate(self, act: Act, at: datetime) -> None:
        self.found_in("pending")
        self.need(act.site != CENTER, "nobody above the center")

    def _delegate(self, act: Act, at: datetime) -> None:
        self.found_in("pending")
        self.need(act.to.startswith(act.site) and act.to != act.site, "handed down to no site below")
        self.helper = act.to

    def _propose_transfer(self, act: Act, at: datetime) -> None:
        self.found_in("pending")
        parents = {SITES[site]["parent_code"] for site in (act.to, act.site)}
        self.need(act.to != act.site and len(parents) == 1, "no neighbour")
        self.helper = act.to

    def _accept_transfer(self, act: Act, at: datetime) -> None:
        self.found_in("pending")
        self.need("propose_transfer" in self.times and act.site == self.helper, "transferred unasked")

    def _withdraw(self, act: Act, at: datetime) -> None:
        self.found_in("offered")
        self.need(act.value in WITHDRAWN, "withdraw")
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
        if act.value == "late":
            self.found_in("accepted")
            self.counts["crossing"] += 1
            return
        self.found_in("offered")
        wave = min(wave for wave, _ in self.asked.values()) if self.asked else 0
        pool = "pool" in self.asked
        self.need(pool or self.asked.get(taker, (0,))[0] == wave, "accepts what is not offered")
        if taker not in self.asked:
            self.need(not self.item.skills or self._knows(taker), "claims without the skill")
            self.counts["pool claim"] += 1
        self.state, self.leader = "accepted", taker
        self.contact_by = after_working(at, contact_limit(self.order))
        first = self.counts["accept"] == 0
        self.need(not first or at <= self.promised(), "promise of 72 hours")
        self.counts["accepted in round 1"] += self.rounds == 1
        self.counts["duty team goes"] += self.rounds == self.duty_round

    def _knows(self, taker: str) -> bool:
        skills = TEAMS[taker].skills if taker in TEAMS else VOLUNTEERS[taker].skills
        return bool(skills & self.item.skills)

    def _decline(self, act: Act, at: datetime) -> None:
        taker = self._answers(act)
        self.found_in("offered")
        self.need(taker in self.asked, "declines what is not offered")
        self.need(act.value in DECLINED, "chip")
        self.unexplained = "" if act.value else taker
        self.spoken = taker if act.how == "phone" else ""
        self.asked.pop(taker, None)
        self._lapse_unless_asked()

    def _lapse_unless_asked(self) -> None:
        if not self.asked:
            self.state = "pending"

    def _explain(self, act: Act, at: datetime) -> None:
        taker = self._answers(act)
        self.need(self.unexplained == taker and act.value in DECLINED[1:], "explains what was no mere no")
        self.unexplained = ""

    def _dispute(self, act: Act, at: datetime) -> None:
        self.need(act.person == self.spoken, "disputes what was not spoken")

    def _propose_unfulfilled(self, act: Act, at: datetime) -> None:
        self.found_in("pending")
        self._must_be_before_the_clock(at)
        self.proposed_by = act.person
        self.need(SITES[act.site]["level"] != "station" and bool(act.value) and act.to in ALTERNATIVES, "proposal")

    def _sign_unfulfilled(self, act: Act, at: datetime) -> None:
        self.found_in("pending")
        self._must_be_before_the_clock(at)
        self.state = "unfulfilled"
        other = act.person != self.proposed_by and act.site == CENTER
        self.need("propose_unfulfilled" in self.times and other, "second signature")
        self.need(at <= self.promised(), "promise of 72 hours")
