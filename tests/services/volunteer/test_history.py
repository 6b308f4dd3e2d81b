"""Every arrow of the life that volunteer holds is walked, and the history tells of it, with its T number."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from services.volunteer.lifecycle import LIFECYCLE, State
from shared import clock
from shared.contracts.dispatch import OrderUnfulfilled, OrderWithdrawn
from shared.contracts.request import OrderCancelled
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.village import CLERK, OTHER_CLERK, RESIDENT, Village, volunteer

SITE = "620821/102/205"
DISPATCHER = "dispatcher:d1@620821/102"


class Walk:
    """One volunteer who leads orders into every state, and out of it by every verb."""

    def __init__(self, village: Village, clockwork: Clockwork) -> None:
        self.village, self.clockwork = village, clockwork
        self.me, self.other = village.enrol(), village.enrol()
        self.ways: Mapping[State, tuple[State | None, str]] = {
            State.OFFERED: (None, "note_offered"),
            State.ACCEPTED: (State.OFFERED, "accept"),
            State.RECRUITING: (State.ACCEPTED, "recruit"),
            State.SCHEDULED: (State.ACCEPTED, "schedule"),
            State.LAPSED: (State.OFFERED, "lapse"),
            State.RETURNED: (State.ACCEPTED, "return_order"),
            State.NO_SHOW: (State.ACCEPTED, "report_no_show"),
            State.WITHDRAWN: (None, "note_withdrawn"),
            State.UNFULFILLED: (None, "note_unfulfilled"),
            State.CANCELLED: (None, "note_cancelled"),
            State.IN_SERVICE: (State.ACCEPTED, "check_in"),
            State.SUSPENDED: (State.IN_SERVICE, "suspend"),
            State.SERVED: (State.IN_SERVICE, "finish"),
        }
        self.verbs: Mapping[str, Callable[[UUID, int], object]] = {
            "note_offered": lambda order_id, round_: village.offer(
                ("person", self.me), ("pool", None), order_id=order_id, number=round_
            ),
            "accept": lambda order_id, _: village.accept(self.offer(order_id, "person"), volunteer(self.me)),
            "claim": lambda order_id, _: village.accept(self.offer(order_id, "pool"), volunteer(self.other)),
            "lapse": lambda *_: self.a_day_passes(),
            "recruit": lambda order_id, _: village.recruit(order_id, volunteer(self.me), self.other),
            "schedule": lambda order_id, _: self.schedule(order_id),
            "report_absence": lambda order_id, _: self.find_nobody_in(order_id),
            "suspend": lambda order_id, _: village.ask(order_id, "suspend", CLERK, reason_code="danger"),
            "go_on": lambda order_id, _: village.ask(order_id, "go-on", CLERK),
            "postpone": lambda order_id, _: self.postpone(order_id),
            "return_order": lambda order_id, _: village.stage.post(
                f"/orders/{order_id}/return", volunteer(self.me), {"reason_code": "ill"}
            ),
            "check_in": lambda order_id, _: village.check_in(order_id, volunteer(self.me), self.me),
            "report_no_show": lambda order_id, _: village.no_show(order_id),
            "finish": lambda order_id, _: village.finish(order_id, CLERK, [(self.me, 60)]),
            "note_withdrawn": lambda order_id, round_: village.stage.hear(
                OrderWithdrawn(order_id=order_id, site_path=SITE, round=round_, reason_code="wrong_choice")
            ),
            "note_unfulfilled": lambda order_id, round_: village.stage.hear(
                OrderUnfulfilled(order_id=order_id, site_path=SITE, round=round_, reason_code="no_skill")
            ),
            "note_cancelled": lambda order_id, _: village.stage.hear(
                OrderCancelled(order_id=order_id, site_path=SITE, cancelled_by="resident")
            ),
        }

    def reach(self, state: State | None) -> UUID:
        """An order in this state."""
        if state is None:
            return new_id()
        before, verb = self.ways[state]
        order_id = self.reach(before)
        self.go(order_id, verb)
        return order_id

    def go(self, order_id: UUID, verb: str) -> None:
        """Let an order be moved by this verb."""
        moves = self.village.stage.history(order_id)
        self.verbs[verb](order_id, moves[-1]["round"] if moves else 1)

    def offer(self, order_id: UUID, kind: str) -> UUID:
        """The offer of this kind."""
        [found] = self.village.stage.get(f"/offers?order_id={order_id}&to_kind={kind}", CLERK).json
        return UUID(found["offer_id"])

    def a_day_passes(self) -> None:
        """Whoever was asked has not answered."""
        self.clockwork.set(clock.now() + timedelta(hours=24))
        self.village.stage.let_due_fall()

    def schedule(self, order_id: UUID) -> None:
        """A time is agreed on; where one was, because nobody was in."""
        if self.village.order(order_id)["state"] == State.SCHEDULED:
            self.find_nobody_in(order_id)
        in_an_hour = clock.now() + timedelta(hours=1)
        self.village.schedule(order_id, volunteer(self.me), self.me, at=in_an_hour)

    def find_nobody_in(self, order_id: UUID) -> None:
        """At the time agreed on nobody is in."""
        self.clockwork.set(clock.now() + timedelta(hours=1))
        self.village.ask(order_id, "absence", volunteer(self.me), rang=True)

    def postpone(self, order_id: UUID) -> None:
        """The leader asks for it, a dispatcher agrees."""
        later = {"starts_at": (clock.now() + timedelta(days=1)).isoformat(), "reason_code": "weather"}
        self.village.stage.post(f"/orders/{order_id}/ask-to-postpone", volunteer(self.me), later)
        self.village.stage.post(f"/orders/{order_id}/postpone", DISPATCHER)


def test_every_arrow_is_walked_and_written_down(village: Village, clockwork: Clockwork) -> None:
    walk, unwalked = Walk(village, clockwork), []
    for arrow in LIFECYCLE.arrows.values():
        order_id = walk.reach(arrow.source)
        walk.go(order_id, arrow.verb)
        moves = village.stage.history(order_id)
        last = moves[-1] if moves else {}
        told = (last.get("verb"), last.get("source"), last.get("target"), last.get("transition"))
        if told != (arrow.verb, arrow.source, arrow.target, arrow.transition):
            unwalked.append((arrow, told))
    assert not unwalked


def test_staff_read_who_moved_an_order_when_through_which_door_and_why(village: Village, clockwork: Clockwork) -> None:
    walk = Walk(village, clockwork)
    order_id = walk.reach(State.SCHEDULED)
    walk.go(order_id, "postpone")
    moves = village.stage.get(f"/orders/{order_id}/history", CLERK).json
    assert [(one["verb"], one["role"], one["door"], one["why"]) for one in moves] == [
        ("note_offered", "system", "events", None),
        ("accept", "volunteer", "api", None),
        ("schedule", "volunteer", "api", None),
        ("postpone", "dispatcher", "api", "weather"),
    ]
    assert moves[1]["actor_id"] == str(walk.me) and moves[1]["at"] == moves[0]["at"]
    page = village.stage.get(f"/orders/{order_id}/history?page=2&page_size=3", CLERK).json
    assert [one["verb"] for one in page] == ["postpone"]


def test_nobody_else_reads_it(village: Village) -> None:
    me = village.enrol()
    path = f"/orders/{village.accepted(me).order_id}/history"
    assert village.stage.get(path, OTHER_CLERK).status_code == 404
    assert village.stage.get(path, volunteer(me)).status_code == village.stage.get(path, RESIDENT).status_code == 403
    assert village.stage.get(f"/orders/{new_id()}/history", CLERK).status_code == 404
