"""The life of one order as a service sees it: a table of arrows that answers every fact in one of four ways.

A fact *moves* the order, was *already* noted, comes *too early*, or *contradicts* what is known. Rounds: an order
carries the number of the round that stands or will be opened next; whatever ends a round adds one. Words about an
earlier round are old news, words about a later one come too early.

A fact that another service decides can be *mirrored*: then the order keeps the furthest (round, stage) heard and may
jump. A visit that has begun outranks every round: no paper undoes a person at the door.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Protocol

from shared.refusals import Conflict


class Answer(Enum):
    """The four fates of a fact."""

    MOVES = "moves"
    ALREADY = "already"
    TOO_EARLY = "too early"
    CONTRADICTS = "contradicts"


class TooEarly(Exception):
    """The fact speaks of something that has yet to come; it is kept and tried again."""


class Contradicts(Exception):
    """The fact cannot be true beside what is known; it is kept and shown as drift."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """`verb` leads from `source` (None: the order is unknown here) to `target`; `transition` is its T number, or
    several: DOMAIN §2.3."""

    verb: str
    source: StrEnum | None
    target: StrEnum
    transition: str
    ends_round: bool = False


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A fact that another service decides; it leads to `target` from wherever that is further. One that `repeats` may
    be said again of an order that is there already, and is then a move of its own."""

    verb: str
    target: StrEnum
    transition: str
    ends_round: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a verb does to an order: the answer, and where the order then stands."""

    answer: Answer
    state: StrEnum | None
    round: int


class Staged(Protocol):
    """Anything that a lifecycle moves, and that writes down its own moves."""

    state: str
    round: int

    def moved(self, verb: str, transition: str, source: str | None, why: str | None) -> None:
        """It has just moved here from the state `source`, None where it begins."""


class Lifecycle:
    """The states in order of life, the arrows between them, and the crossings that are heard and rightly ignored.

    `visit` is the state in which somebody stands at the door; `closed` are the states in which only a visit moves.
    """

    def __init__(
        self,
        states: type[StrEnum],
        arrows: Iterable[Arrow],
        *,
        mirrored: Iterable[Mirrored] = (),
        crossings: Iterable[tuple[str, StrEnum]] = (),
        visit: StrEnum | None = None,
        closed: Iterable[StrEnum] = (),
    ) -> None:
        self.states = states
        self.arrows = {(arrow.verb, arrow.source): arrow for arrow in arrows}
        self.mirrored = {fact.verb: fact for fact in mirrored}
        self.crossings = frozenset(crossings)
        self.closed = frozenset(closed)
        self._rank = {state: rank for rank, state in enumerate(states)}
        self._visit = visit
        self._ahead = {state: self._reach(state) for state in (None, *states)}

    @property
    def verbs(self) -> list[str]:
        """Every verb of the table, in the order in which it is first written."""
        return list(dict.fromkeys([verb for verb, _ in self.arrows] + list(self.mirrored)))

    def step(self, state: StrEnum | None, verb: str, held: int = 1, heard: int | None = None) -> Step:
        """What `verb`, said about round `heard` (None: of no round), does to an order in `state` and round `held`."""
        if verb in self.mirrored:
            return self._step_mirrored(state, self.mirrored[verb], held, held if heard is None else heard)
        answer = self._answer(state, verb, held, heard)
        if answer is not Answer.MOVES:
            return Step(answer, state, held)
        arrow = self.arrows[verb, state]
        spoken = heard if state is None and heard is not None else held
        return Step(answer, arrow.target, spoken + 1 if arrow.ends_round else spoken)

    def note(self, thing: Staged, verb: str, heard: int | None = None, why: str | None = None) -> bool:
        """Note a fact, and the code of its reason: True when it moved `thing`, False when it was already noted.

        Raises TooEarly and Contradicts.
        """
        step = self.step(self.states(thing.state), verb, thing.round, heard)
        if step.answer is Answer.TOO_EARLY:
            raise TooEarly(f"{verb} while {thing.state}")
        if step.answer is Answer.CONTRADICTS:
            raise Contradicts(f"{verb} while {thing.state}")
        self._put(thing, verb, step, why)
        return step.answer is Answer.MOVES

    def begin(self, thing: Staged, verb: str, heard: int = 1, why: str | None = None) -> None:
        """Begin with `thing`, an order that was unknown here when `verb` is heard.

        Raises TooEarly when this fact cannot be the first one.
        """
        step = self.step(None, verb, heard, heard)
        if step.answer is not Answer.MOVES:
            raise TooEarly(f"{verb} of an unknown order")
        self._put(thing, verb, step, why)

    def obey(self, thing: Staged, verb: str, why: str | None = None) -> None:
        """Do what somebody asks for, and the code of their reason. Raises Conflict when it cannot be done now."""
        step = self.step(self.states(thing.state), verb, thing.round)
        if step.answer is not Answer.MOVES:
            words = verb.replace("_", " ")
            raise Conflict(
                f"order_is_{thing.state}", f"The order is {thing.state.replace('_', ' ')}: cannot {words} now."
            )
        self._put(thing, verb, step, why)

    def allows(self, thing: Staged, verb: str) -> bool:
        """Whether `verb` would move `thing`."""
        return self.step(self.states(thing.state), verb, thing.round).answer is Answer.MOVES

    def _put(self, thing: Staged, verb: str, step: Step, why: str | None) -> None:
        if step.state is None or step.answer is not Answer.MOVES:
            return
        source = self.states(thing.state) if thing.state else None
        led = self.mirrored.get(verb) or self.arrows[verb, source]
        thing.state, thing.round = step.state, step.round
        thing.moved(verb, led.transition, source, why)

    def _answer(self, state: StrEnum | None, verb: str, held: int, heard: int | None) -> Answer:
        if state is not None and (verb, state) in self.crossings:
            return Answer.ALREADY
        if state is not None and heard is not None and heard != held:
            return Answer.ALREADY if heard < held else Answer.TOO_EARLY
        if (verb, state) in self.arrows:
            return Answer.MOVES
        of_verb = [arrow for (name, _), arrow in self.arrows.items() if name == verb]
        if any(state == arrow.target or state in self._ahead[arrow.target] for arrow in of_verb):
            return Answer.ALREADY
        if any(arrow.source in self._ahead[state] for arrow in of_verb):
            return Answer.TOO_EARLY
        return Answer.CONTRADICTS

    def _step_mirrored(self, state: StrEnum | None, fact: Mirrored, held: int, heard: int) -> Step:
        if state is None:
            return Step(Answer.TOO_EARLY, None, held)
        further = Step(Answer.MOVES, fact.target, heard + 1 if fact.ends_round else heard)
        if self._in_visit(fact.target) or self._in_visit(state):
            ahead = self._rank[fact.target] > self._rank[state]
        else:
            known, told = (held, self._rank[state]), (further.round, self._rank[fact.target])
            ahead = state not in self.closed and (told > known or (fact.repeats and told == known))
        return further if ahead else Step(Answer.ALREADY, state, held)

    def _in_visit(self, state: StrEnum) -> bool:
        return self._visit is not None and self._rank[state] >= self._rank[self._visit]

    def _reach(self, start: StrEnum | None) -> frozenset[StrEnum | None]:
        """The states that can still come within the round that stands."""
        onward = [arrow for arrow in self.arrows.values() if not arrow.ends_round]
        reached: set[StrEnum | None] = set()
        frontier: list[StrEnum | None] = [start]
        while frontier:
            state = frontier.pop()
            new = {arrow.target for arrow in onward if arrow.source == state} - reached
            reached |= new
            frontier.extend(new)
        return frozenset(reached)
