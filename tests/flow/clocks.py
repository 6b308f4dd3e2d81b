"""Whether an order has ended, or somebody or something is still to move it."""

from collections.abc import Iterator

from tests.flow.books import Life

_ENDED = {"rejected", "referred", "cancelled", "unfulfilled", "closed"}


def forgotten(life: Life) -> Iterator[str]:
    """That nothing would ever happen to this order any more, if nobody remembered it."""
    state = life.state("request")
    if state not in _ENDED and not any(_alive(life)):
        yield f"{life.order_id}: {state}, and no clock runs for it: {life.rows}"


def _alive(life: Life) -> Iterator[object]:
    """A clock that runs, or that has rung and put the order on the list of the level above."""
    ordered = life.rows["request"]
    yield from (ordered["alarm_at"], ordered["held_until"], ordered["supervised"])
    if life.state("dispatch") in {"pending", "accepted"}:
        queued = life.rows["dispatch"]
        yield queued["supervised_for"]
        if queued["held_since"] is None:
            yield from (queued["alarm_at"], queued["level_until"])
    if "volunteer" in life.rows:
        visit = life.rows["volunteer"]
        yield from (visit["contact_due_at"], visit["watch_at"], visit["worry"])
        yield any(one["state"] in {"open", "waiting"} for one in life.offers["volunteer"].values())
    yield life.state("feedback") in {"served", "pending_review"}
    if life.state("feedback") == "rectifying":
        yield from (life.rows["feedback"]["alarm_at"], life.rows["feedback"]["supervised"])
