"""Writes the rounds of offers of one order: who is asked, and who answers what."""

from random import Random

from demo.jingchuan.fronts import Front, Round
from demo.jingchuan.marks import moment
from demo.jingchuan.people import Taker
from demo.jingchuan.register import CENTER, TEAMS
from demo.jingchuan.rows import Diary
from demo.jingchuan.words import RETURNED, WITHDRAWN

CHIPS = ["farm_season", "farm_season", "too_far", "unable_for_a_while", "rather_not_say", "", ""]
BY_PHONE = 0.36


class Rounds:
    """The rounds of one order; `others` are asked in vain, `winner` has the last one."""

    def __init__(self, diary: Diary, others: list[Taker]) -> None:
        self.diary, self.others = diary, others
        self._previous = ""

    def write(self, front: Front, winner: Taker | None, last: str = "single") -> None:
        """All rounds; the last one ends with the winner's acceptance when there is a winner."""
        for number, turn in enumerate(front.rounds, 1):
            desk = CENTER if number > 2 or self._previous == "expire" else self.diary.office
            if turn.ending == "accept":
                assert winner is not None
                self._accepted(turn, desk, winner, last)
            else:
                getattr(self, f"_{turn.ending}")(turn, desk)
            self._previous = turn.ending

    def offer(self, turn: Round, desk: str, to: list[str]) -> None:
        deadline = moment(turn.deadline).isoformat()
        self.diary.staff(turn.offered, "dispatcher", "offer", site=desk, to="|".join(to), value=deadline)

    def _accepted(self, turn: Round, desk: str, winner: Taker, last: str) -> None:
        rival = self.others.pop(0) if turn.late or last in ("both", "wide") else None
        directed = [winner, rival] if rival and last in ("both", "wide") else [winner]
        to = [taker.code for taker in directed if taker] if last != "pool" else []
        self.offer(turn, desk, to + (["pool"] if last in ("wide", "pool") else []))
        phone = last != "pool" and self._by_phone()
        self.diary.answer(turn.answered, winner, "accept", phone=phone)
        if turn.late and rival:
            self.diary.answer(turn.late, rival, "accept", phone=False, value="late")

    def _decline(self, turn: Round, desk: str) -> None:
        asked = self.others.pop(0)
        self.offer(turn, desk, [asked.code])
        self.diary.answer(turn.answered, asked, "decline", phone=self._by_phone(), value=self._chip(asked))

    def _chip(self, asked: Taker) -> str:
        if self.diary.order.ends == "served":
            return self._rng.choice(CHIPS)
        return "not_my_craft" if TEAMS[asked.code].duty else "too_far"

    def _expire(self, turn: Round, desk: str) -> None:
        share = self._rng.random()
        asked = [] if share < 0.4 else [self.others.pop(0).code]
        self.offer(turn, desk, asked + (["pool"] if share < 0.5 else []))

    def _withdraw(self, turn: Round, desk: str) -> None:
        self.offer(turn, desk, [self.others.pop(0).code])
        reason = WITHDRAWN[self.diary.order.row % 3]
        self.diary.staff(turn.answered, "dispatcher", "withdraw", site=desk, value=reason)

    def _return(self, turn: Round, desk: str) -> None:
        asked = self._accept_in_vain(turn, desk)
        reason = RETURNED[self.diary.order.row % 5]
        self.diary.volunteer(turn.ended, asked.speaker, "return", value=reason)

    def _no_show(self, turn: Round, desk: str) -> None:
        self._accept_in_vain(turn, desk)
        self.diary.resident(turn.ended, "no_show")

    def _accept_in_vain(self, turn: Round, desk: str) -> Taker:
        asked = self.others.pop(0)
        self.offer(turn, desk, [asked.code])
        self.diary.answer(turn.answered, asked, "accept", phone=self._by_phone())
        return asked

    def _by_phone(self) -> bool:
        return self._rng.random() < BY_PHONE

    @property
    def _rng(self) -> Random:
        return self.diary.rng
