"""The orders that end otherwise: referred, rejected, merged, cancelled, or honestly unfulfilled."""

from datetime import datetime, timedelta
from random import Random

from demo.jingchuan.endings import CANCELLED, MERGED, REFERRED, REJECTED, UNFULFILLED
from demo.jingchuan.fronts import Front, build_front
from demo.jingchuan.marks import FIRST_DAY, at_desk, mark_after, mark_at_or_before, waking
from demo.jingchuan.people import last_resorts, rivals
from demo.jingchuan.plans import SEED
from demo.jingchuan.register import CENTER, ORDERS, Item, Order
from demo.jingchuan.rounds import Rounds
from demo.jingchuan.rows import Diary

PROMISE = timedelta(hours=72)
_HARD_TO_PLACE = [["decline", "expire"], ["expire", "decline"], ["decline", "decline"], ["decline"]]


def merge_marks() -> dict[int, int]:
    """When the clerk merges each duplicate, by its row number."""
    return {row: at_desk(mark_after(ORDERS[row].submitted)) for row in MERGED}


def write_closed_at_once(order: Order, diary: Diary) -> None:
    """What the clerk refers, rejects or merges instead of approving it."""
    desk = at_desk(mark_after(order.submitted) + (0 if order.urgent else diary.rng.randint(0, 4)))
    if order.row in MERGED:
        survivor = ORDERS[MERGED[order.row]].ref
        diary.staff(merge_marks()[order.row], "clerk", "merge", to=survivor)
    elif order.row in REJECTED:
        reason, sentence = REJECTED[order.row]
        diary.staff(desk, "clerk", "reject", how=reason, value=sentence)
    else:
        target, sentence = REFERRED[order.row]
        at_once = order.ends == "emergency_refer"
        when = _next_five_minutes(order.submitted) if at_once else desk
        diary.staff(when, "clerk", "refer", to=target, value=sentence)


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
    diary.resident(waking(reached + int(pause)), "cancel", role=role, value=reason)


def front_of_unfulfilled(order: Order, item: Item) -> Front:
    """Rounds in vain that leave time to say so within 72 hours."""
    limit = mark_at_or_before(order.submitted + PROMISE)
    endings = _HARD_TO_PLACE[order.row % len(_HARD_TO_PLACE)]
    for attempt in range(40):
        rng = Random(f"{SEED}-{order.row}-{attempt}")
        quick = order.urgent or attempt >= 10
        front = build_front(order, item, endings, rng, quick=quick)
        if front and at_desk(at_desk(front.ready) + 6) <= limit:
            return front
    raise LookupError(f"no time for {order.ref}")


def write_unfulfilled(order: Order, item: Item, diary: Diary, front: Front) -> None:
    """The rounds in vain, the proposal, and the second signature of the center."""
    Rounds(diary, last_resorts(order, item)).write(front, None)
    reason, sentence = UNFULFILLED[order.row]
    by_center = front.rounds[-1].ending == "expire"
    desk = CENTER if by_center else diary.office
    proposed = at_desk(front.ready)
    diary.staff(proposed, "dispatcher", "propose_unfulfilled", site=desk, how=reason, value=sentence)
    signer = f"dispatcher-{CENTER}" + ("-second" if by_center else "")
    signed = at_desk(proposed + diary.rng.randint(1, 5))
    diary.staff(signed, "dispatcher", "sign_unfulfilled", site=CENTER, person=signer)


def _next_five_minutes(submitted: datetime) -> datetime:
    five = timedelta(minutes=5)
    return FIRST_DAY - (FIRST_DAY - submitted) // five * five
