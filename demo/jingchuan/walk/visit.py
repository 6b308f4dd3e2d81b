"""From the yes to the end of the visit: others won, a time agreed on, given back, missed, begun, finished."""

from datetime import datetime, timedelta

from demo.jingchuan.register import TEAMS, VOLUNTEERS, listed, qualified, reaches
from demo.jingchuan.rows import Act
from demo.jingchuan.walk.base import Base
from demo.jingchuan.words import BY_CLERK, POSTPONED, RETURNED

_EARLY, _LATE = timedelta(hours=1), timedelta(hours=2)


class Visit(Base):
    """What those do who said yes."""

    crew: tuple[str, ...] = ()
    asked_along: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    starts_at: datetime | None = None
    later: datetime | None = None

    def pass_time(self, at: datetime) -> None:
        """The resident has to be rung within the time for it."""
        if self.contact_by and self.contact_by <= at:
            self.counts["contact missed"] += 1
            self.contact_by = None
        super().pass_time(at)

    def _recruit(self, act: Act, at: datetime) -> None:
        self._must_lead(act)
        self.asked_along = frozenset(listed(act.to))
        self.need(all(VOLUNTEERS[no].active for no in self.asked_along), "asks somebody who is not active")

    def _join(self, act: Act, at: datetime) -> None:
        self.found_in("accepted")
        self.need(act.person in self.asked_along, "joins unasked")
        self.need(qualified(VOLUNTEERS[act.person], self.item, at.date()), "joins without being fit for it")
        self.joined |= {act.person}

    def _schedule(self, act: Act, at: datetime) -> None:
        self._must_lead(act)
        self.starts_at = datetime.fromisoformat(act.value)
        self.need(at < self.starts_at, "appointment in the past")
        self._must_be_fit({*listed(act.to), *self.joined}, self.starts_at)
        self.contact_by = None

    def _ask_to_postpone(self, act: Act, at: datetime) -> None:
        self._must_lead(act)
        self.need(self.starts_at is not None and act.how in POSTPONED, "postpones no appointment")
        self.later = datetime.fromisoformat(act.value)
        self.need(at < self.later, "appointment in the past")

    def _postpone(self, act: Act, at: datetime) -> None:
        self.need(self.later is not None and not self.counts["postpone"], "postponed unasked, or twice")
        self.starts_at = self.later

    def _return(self, act: Act, at: datetime) -> None:
        self._must_lead(act)
        self.need(act.value in RETURNED, "return")
        self._lose_leader(at)

    def _no_show(self, act: Act, at: datetime) -> None:
        self.found_in("accepted")
        self.need(at > self.wanted[0], "no-show before the wanted time")
        self._lose_leader(at)

    def _lose_leader(self, at: datetime) -> None:
        self.state, self.sought_since, self.contact_by = "pending", at, None

    def _check_in(self, act: Act, at: datetime) -> None:
        self.found_in("accepted")
        self.state, self.crew, self.contact_by = "checked_in", listed(act.to), None
        first = VOLUNTEERS[self.crew[0]]
        leads = self.leader in first.teams if self.leader in TEAMS else self.leader == first.no
        self.need(leads and first.adult and (act.role == "clerk" or act.person == first.no), "who checks in first")
        self.need((act.role == "clerk") == (act.how in BY_CLERK), "sheet and phone by a clerk")
        agreed = self.starts_at in (None, at)
        self.need(agreed and self.wanted[0] - _EARLY <= at <= self.wanted[1] + _LATE, "not at the wanted time")
        self._must_be_fit(set(self.crew), at)
        self.need(all(reaches(VOLUNTEERS[no], self.order) for no in self.crew), "too far for one of the crew")

    def _finish(self, act: Act, at: datetime) -> None:
        self.found_in("checked_in")
        self.state = "served"
        begun = self.times["check_in"]
        self.need(begun.date() == at.date(), "finished another day")
        minutes = dict(entry.split(":") for entry in listed(act.to))
        self.need(tuple(minutes) == self.crew, "minutes of others than the crew")
        longest = (at - begun).total_seconds() / 60
        self.need(all(0 < int(m) <= longest for m in minutes.values()), "minutes")

    def _must_lead(self, act: Act) -> None:
        self.found_in("accepted")
        speaker = TEAMS[self.leader].leader if self.leader in TEAMS else self.leader
        self.need(act.role == "clerk" or act.person == speaker, f"{act.person} does not lead")

    def _must_be_fit(self, crew: set[str], at: datetime) -> None:
        people = [VOLUNTEERS[no] for no in crew]
        self.need(all(qualified(one, self.item, at.date()) for one in people), "crew member not allowed")
        held = {skill for one in people for skill in one.skills}
        self.need(self.item.skills <= held, "skills of the crew")
        self.need(len(people) >= self.item.team_size and any(one.adult for one in people), "size of the crew")
