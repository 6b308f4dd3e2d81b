"""What the one who ordered changes on the way: another need, a pause, an urging. Request decides, dispatch follows."""

from sqlalchemy.orm import Session

from services.dispatch.handlers.clocks import go_on
from services.dispatch.handlers.levels import begin_search, prepare_search
from services.dispatch.handlers.orders import known, need_of, take_need
from services.dispatch.handlers.rounds import take_back
from services.dispatch.lifecycle import LIFECYCLE, State
from services.dispatch.policy import priority_of
from shared import clock
from shared.contracts import request


def note_changed(session: Session, event: request.OrderChanged) -> None:
    """The need has changed (T40). A round made for the old one is taken back, accepted or not: whoever said yes to
    something else is thanked, and can be asked anew. The search begins again."""
    order = known(session, event.order_id)
    if event.version <= order.version:
        return
    round_, waited = order.round, order.state == State.PENDING
    if LIFECYCLE.note(order, "note_changed"):
        take_need(order, event.need)
        order.site_path, order.duty_round = event.need.site_path, None
        if not waited:
            take_back(session, order, round_, "need_changed")
        begin_search(session, order, prepare_search(session, order))


def note_held(session: Session, event: request.OrderHeld) -> None:
    """The order waits until a day, as its recipient wishes (T36): clocks stand still, nobody new is asked; a question
    that stands may still be answered."""
    order = known(session, event.order_id)
    if event.hold > order.holds and LIFECYCLE.note(order, "note_held", why=event.reason_code):
        order.held_since, order.held_until, order.holds = order.held_since or clock.now(), event.until, event.hold


def note_resumed(session: Session, event: request.OrderResumed) -> None:
    """The order goes on (T36): whatever was due is due so much later."""
    order = known(session, event.order_id)
    if event.hold >= order.holds and order.held_since is not None and LIFECYCLE.note(order, "note_resumed"):
        go_on(order)
    order.holds = max(order.holds, event.hold)


def note_urged(session: Session, event: request.OrderUrged) -> None:
    """The one who ordered asks when; the second time moves the order up one class (T33)."""
    order = known(session, event.order_id)
    if event.times > order.urges and LIFECYCLE.note(order, "note_urged"):
        order.urges = event.times
        order.priority = priority_of(need_of(order).priority, order.urges)
