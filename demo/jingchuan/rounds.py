"""Writes the rounds of offers of one order: who is asked, and who answers what."""

from random import Random

from demo.jingchuan.fronts import Front, Round
from demo.jingchuan.marks import moment
from demo.jingchuan.people import Taker, duty_teams
from demo.jingchuan.register import CENTER, TEAMS
from demo.jingchuan.rows import Diary
from demo.jingchuan.turns import DISPUTED, HANDED_DOWN, PASSED_UP, TRANSFERRED
from demo.jingchuan.words import RETURNED, WITHDRAWN

CHIPS = ["farm_season", "farm_season", "too_far", "unable_for_a_while", "rather_not_say", "", "", ""]
BY_PHONE = 0.36


class Rounds:
    """The rounds of one order; `others` are asked in vain, `winner` has the last one. `window` is what the wanted time
    is changed to when it is changed under way."""

    def __init__(self, diary: Diary, others: list[Taker], window: str = "") -> None:
        self.diary, self.others, self.window = diary, others, window
        self.by_phone = False
        self._previous = ""

    def write(self, front: Front, winner: Taker | None, last: str = "single") -> None:
        """All rounds; the last one ends with the winner's acceptance when there is a winner."""
        upcoming = [turn.offered for turn in front.rounds[1:]] + [front.ready]
        for number, (turn, then) in enumerate(zip(front.rounds, upcoming, strict=True), 1):
            desk = self._pass_on(number, turn)
            if turn.ending == "accept":
                assert winner is not None
                self._accepted(turn, desk, winner, last)
            elif turn.ending == "decline":
                self._decline(turn, desk, then)
            else:
                getattr(self, f"_{turn.ending}")(turn, desk)
            self._previous = turn.ending

    def _pass_on(self, number: int, turn: Round) -> str:
        """Who looks for somebody now: it is told in the half-hours before the round."""
        row, office = self.diary.order.row, self.diary.office
        before = turn.offered - 1
        if number == 1 and row in HANDED_DOWN:
            self.diary.staff(before, "dispatcher", "delegate", site=CENTER, to=HANDED_DOWN[row])
            return HANDED_DOWN[row]
        if number == 1 and row in TRANSFERRED:
            self.diary.staff(before - 1, "dispatcher", "propose_transfer", to=TRANSFERRED[row])
            self.diary.staff(before, "dispatcher", "accept_transfer", site=TRANSFERRED[row])
            return TRANSFERRED[row]
        if number == 2 and row in PASSED_UP:
            self.diary.staff(before, "dispatcher", "escalate")
            return CENTER
        return CENTER if number > 2 or self._previous == "expire" else office

    def offer(self, turn: Round, desk: str, to: list[str], *earlier: int) -> None:
        """Ask these, in waves when there are earlier deadlines."""
        deadlines = [moment(one).isoformat() for one in (*earlier, turn.deadline)]
        self.diary.staff(turn.offered, "dispatcher", "offer", site=desk, to="|".join(to), value="|".join(deadlines))

    def _accepted(self, turn: Round, desk: str, winner: Taker, last: str) -> None:
        rival = self.others.pop(0) if turn.late or last in ("both", "wide", "waves") else None
        if last == "waves" and rival:
            first_wave_until = (turn.offered + turn.answered + 1) // 2
            self.offer(turn, desk, [rival.code, f"2:{winner.code}"], first_wave_until)
        elif self._previous == "expire" and winner.code in duty_teams(self.diary.office):
            self._ask_duty_teams(turn)
        else:
            directed = [winner, rival] if rival and last in ("both", "wide") else [winner]
            to = [taker.code for taker in directed if taker] if last != "pool" else []
            self.offer(turn, desk, to + (["pool"] if last in ("wide", "pool") else []))
        self.by_phone = last != "pool" and self._chance_of_phone()
        self.diary.answer(turn.answered, winner, "accept", phone=self.by_phone)
        if turn.late and rival:
            self.diary.answer(turn.late, rival, "accept", phone=False, value="late")

    def _decline(self, turn: Round, desk: str, then: int) -> None:
        asked, phone = self.others.pop(0), self._chance_of_phone()
        chip = self._chip(asked)
        self.offer(turn, desk, [asked.code])
        self.diary.answer(turn.answered, asked, "decline", phone=phone, value=chip)
        if self.diary.order.row == DISPUTED:
            self.diary.volunteer(turn.answered + 1, asked.speaker, "dispute")
        elif not chip and then > turn.answered + 1 and self._rng.random() < 0.6:
            said = self._rng.choice(["farm_season", "too_far", "unable_for_a_while"])
            self.diary.answer(turn.answered + 1, asked, "explain", phone=phone, value=said)

    def _chip(self, asked: Taker) -> str:
        if self.diary.order.ends == "served":
            return self._rng.choice(CHIPS)
        return "too_far"

    def _expire(self, turn: Round, desk: str) -> None:
        share = self._rng.random()
        asked = [] if share < 0.4 or not self.others else [self.others.pop(0).code]
        self.offer(turn, desk, asked + (["pool"] if share < 0.5 or not asked else []))

    def _withdraw(self, turn: Round, desk: str) -> None:
        self.offer(turn, desk, [self.others.pop(0).code])
        reason = WITHDRAWN[self.diary.order.row % len(WITHDRAWN)]
        self.diary.staff(turn.answered, "dispatcher", "withdraw", site=desk, value=reason)

    def _change(self, turn: Round, desk: str) -> None:
        self.offer(turn, desk, [self.others.pop(0).code])
        self.diary.resident(turn.answered, "change", to=self.window, how="time")

    def _return(self, turn: Round, desk: str) -> None:
        asked = self._accept_in_vain(turn, desk)
        reason = RETURNED[self.diary.order.row % 5]
        self.diary.volunteer(turn.ended, asked.speaker, "return", value=reason)

    def _no_show(self, turn: Round, desk: str) -> None:
        self._accept_in_vain(turn, desk)
        self.diary.resident(turn.ended, "no_show")

    def _duty(self, turn: Round, desk: str) -> None:
        """The duty teams of the place agreed beforehand to be asked; this is not what they can do."""
        self._ask_duty_teams(turn)
        for at, code in zip((turn.answered, turn.late), duty_teams(self.diary.office), strict=True):
            team = Taker(code, TEAMS[code].leader)
            self.diary.answer(at, team, "decline", phone=self._chance_of_phone(), value="not_my_craft")

    def _ask_duty_teams(self, turn: Round) -> None:
        deadline = moment(turn.deadline).isoformat()
        self.diary.staff(turn.offered, "dispatcher", "ask_duty_team", site=CENTER, value=deadline)

    def _accept_in_vain(self, turn: Round, desk: str) -> Taker:
        asked = self.others.pop(0)
        self.offer(turn, desk, [asked.code])
        self.diary.answer(turn.answered, asked, "accept", phone=self._chance_of_phone())
        return asked

    def _chance_of_phone(self) -> bool:
        return self._rng.random() < BY_PHONE

    @property
    def _rng(self) -> Random:
        return self.diary.rng
