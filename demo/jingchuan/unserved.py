"""The orders that end otherwise: referred, rejected, merged, cancelled, or honestly unfulfilled."""

from datetime import datetime, timedelta
from random import Random

from demo.jingchuan.endings import CANCELLED, MERGED, REFERRED, REJECTED, UNFULFILLED
from demo.jingchuan.fronts import PROMISE, Front, build_front
from demo.jingchuan.marks import DAY, FIRST_DAY, at_desk, mark_after, mark_at_or_before, waking
from demo.jingchuan.people import rivals, specialists
from demo.jingchuan.plans import SEED
from demo.jingchuan.register import CENTER, ORDERS, Item, Order
from demo.jingchuan.rounds import Rounds
from demo.jingchuan.rows import Diary
from demo.jingchuan.turns import ASKED, LEFT, URGED_TWICE

_HARD_TO_PLACE = [["decline", "duty"], ["expire", "duty"]]


def merge_marks() -> dict[int, int]:
    """When the clerk merges each duplicate, by its row number."""
    return {row: at_desk(mark_after(ORDERS[row].submitted)) for row in MERGED}


def write_closed_at_once(order: Order, diary: Diary) -> None:
    """What the clerk refers, rejects or merges instead of approving it."""
    desk = at_desk(mark_after(order.submitted) + (0 if order.urgent else diary.rng.randint(0, 4)))
    if order.row in MERGED:
        _merge(order, diary)
    elif order.row in REJECTED:
        _reject(order, diary, desk)
    elif order.ends == "emergency_refer":
        _ring_back(order, diary)
    else:
        target, sentence = REFERRED[order.row]
        diary.staff(desk, "clerk", "refer", to=target, value=sentence)


def _merge(order: Order, diary: Diary) -> None:
    merged = merge_marks()[order.row]
    diary.staff(merged, "clerk", "merge", to=ORDERS[MERGED[order.row]].ref)
    if order.row in LEFT:
        diary.resident(waking(merged + 2), "leave")


def _reject(order: Order, diary: Diary, proposed: int) -> None:
    """The office's clerk proposes it, the center's signs."""
    reason, alternative, sentence = REJECTED[order.row]
    diary.staff(proposed, "clerk", "propose_rejection", to=alternative, how=reason, value=sentence)
    diary.staff(at_desk(proposed + diary.rng.randint(1, 3)), "clerk", "sign_rejection", site=CENTER)


def _ring_back(order: Order, diary: Diary) -> None:
    """The system has given the number at once; a clerk rings within minutes, out of hours the one at the center."""
    mark = mark_at_or_before(order.submitted)
    site = diary.office if at_desk(mark) == mark else CENTER
    diary.staff(_next_five_minutes(order.submitted), "clerk", "ring_back", site=site)


def cancels_before_approval(order: Order) -> bool:
    return CANCELLED[order.row][0] == "submitted"


def front_of_cancelled(order: Order, item: Item, rng: Random) -> Front:
    """Times of a cancelled order up to an acceptance that it may not reach."""
    front = build_front(order, item, ["accept"], rng, quick=False)
    assert front is not None, order.ref
    return front


def write_cancelled(order: Order, item: Item, diary: Diary, front: Front | None) -> None:
    """The acts after the approval, up to the cancelling."""
    stage, pause, role, reason = CANCELLED[order.row]
    reached = mark_after(order.submitted) - 1
    if order.row in ASKED:
        reached = at_desk(reached + 1)
        diary.staff(reached, "clerk", "ask", value=ASKED[order.row][0])
    if front and stage == "approved":
        reached = front.approved
    elif front:
        turn = front.rounds[0]
        taker = rivals(order, item)[0]
        rounds = Rounds(diary, [])
        reached = turn.offered if stage == "offered" else turn.answered
        if stage == "offered":
            rounds.offer(turn, diary.office, [taker.code])
        else:
            rounds.write(front, taker)
    if order.row == URGED_TWICE:
        first = waking(reached + 8)
        diary.resident(first, "urge", role=role)
        diary.resident(first + DAY, "urge", role=role)
    diary.resident(waking(reached + int(pause)), "cancel", role=role, value=reason)


def write_unanswered(order: Order, diary: Diary) -> None:
    """The clerk asks, and nobody ever answers: the clock closes it."""
    diary.staff(at_desk(mark_after(order.submitted)), "clerk", "ask", value=ASKED[order.row][0])


def front_of_unfulfilled(order: Order, item: Item) -> Front:
    """Rounds in vain that leave time to say so within 72 hours."""
    limit = mark_at_or_before(order.submitted + PROMISE)
    endings = _HARD_TO_PLACE[order.row % 2 if specialists(item) else 1]
    for attempt in range(60):
        rng = Random(f"{SEED}-{order.row}-{attempt}")
        quick = order.urgent or attempt >= 10
        front = build_front(order, item, endings if attempt < 40 else ["duty"], rng, quick=quick)
        if front and at_desk(at_desk(front.ready) + 6) <= limit:
            return front
    raise LookupError(f"no time for {order.ref}")


def write_unfulfilled(order: Order, item: Item, diary: Diary, front: Front) -> None:
    """The rounds in vain, the proposal, and the second signature of the center."""
    Rounds(diary, specialists(item)).write(front, None)
    reason, alternative, sentence = UNFULFILLED[order.row]
    by_center = order.row % 2 == 1
    desk = CENTER if by_center else diary.office
    proposed = at_desk(front.ready)
    diary.staff(proposed, "dispatcher", "propose_unfulfilled", site=desk, to=alternative, how=reason, value=sentence)
    signer = f"dispatcher-{CENTER}" + ("-second" if by_center else "")
    signed = at_desk(proposed + diary.rng.randint(1, 5))
    diary.staff(signed, "dispatcher", "sign_unfulfilled", site=CENTER, person=signer)


def _next_five_minutes(submitted: datetime) -> datetime:
    five = timedelta(minutes=5)
    return FIRST_DAY - (FIRST_DAY - submitted) // five * five
