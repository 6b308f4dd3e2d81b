"""Orders change before anybody has accepted them: time, place or need; they wait until a day; and whoever ordered may
ask when somebody comes.

Each change has a number. An offer is made for a number, so that nobody accepts what is no longer true.
"""

import dataclasses
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.request import policy
from services.request.handlers.clocks import run_clock, stop_clock
from services.request.handlers.orders import SPEAKERS, VERIFIERS, locked, tell_callers, words_of
from services.request.handlers.referring import refer_emergency
from services.request.handlers.taking import WINDOW_SENTENCE, site_at
from services.request.handlers.telling import next_step
from services.request.handlers.verifying import TRAVELLING, await_answer, card_of, must_be_travelling, rules_of
from services.request.lifecycle import LIFECYCLE, State
from services.request.models import Order
from shared import clock
from shared.actor import Actor
from shared.contracts.request import Need, OrderChanged, OrderHeld, OrderResumed, OrderUrged
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotAllowed

_FAULTS = {
    "nothing_changed": "Say what changes: the time, the place, the need.",
    "title_before_approval": "The title is written when the order is approved; leave it out.",
    "title_missing": "The need is another one, so write its title anew.",
    "hold_is_past": "The day until which the order waits must lie ahead.",
    "hold_too_long": f"An order waits {policy.LONGEST_HOLD.days} days at most.",
    "hold_outlives_window": "The wanted time is over by then, so nobody could come: change the wanted time first.",
}


def change_order(session: Session, actor: Actor, *, order_id: UUID, **words: Any) -> Order:
    """Change time, place or need (T40). The one who ordered changes anything until the order is approved, and the time
    until somebody accepts; then a clerk changes the rest, with a new title where the need itself is another one.

    Raises Invalid for what cannot be, NotAllowed for what a clerk has to change, Conflict once somebody has accepted.
    """
    order = locked(session, actor, order_id, SPEAKERS)
    changed = {name: value for name, value in words.items() if value is not None}
    fault = policy.change_fault(changed, filed=order.need is not None, by_clerk=actor.role in VERIFIERS)
    if fault == "clerk_needed":
        raise NotAllowed(fault, "The order is verified: the time you may change, the rest a clerk has to; ring them.")
    if fault:
        raise Invalid(fault, _FAULTS[fault])
    LIFECYCLE.obey(order, "change")
    _put(session, actor, order, changed)
    order.need_version += 1
    tell_callers(session, order, "order_changed")
    if order.need is None:
        _look_again(session, order, changed.get("need_text", ""))
    else:
        _say_changed(session, order, changed)
    return order


def hold_order(
    session: Session, actor: Actor, *, order_id: UUID, until: datetime, reason_code: str, consent: bool
) -> Order:
    """Let an order wait until a day, with its recipient's consent (T36): its clock stands still, its age goes on. Held
    again, it waits until the new day.

    Raises Invalid for a day that cannot be or without the consent, Conflict once somebody has accepted.
    """
    order = locked(session, actor, order_id, VERIFIERS)
    if not consent:
        raise Invalid("consent_missing", "An order is held as its recipient wishes; ask them first.")
    fault = policy.hold_fault(until, clock.now(), order.wanted_to)
    if fault:
        raise Invalid(fault, _FAULTS[fault])
    LIFECYCLE.obey(order, "hold", reason_code)
    stop_clock(order)
    order.held_until, order.held_for, order.holds = until, reason_code, order.holds + 1
    if order.need is not None:
        about = words_of(order, "order_id", "site_path")
        say(session, OrderHeld(hold=order.holds, until=until, reason_code=reason_code, **about))
    tell_callers(session, order, "order_held", until=until.isoformat(), reason_code=reason_code)
    return order


def resume_order(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """The order waits no longer (T36). Raises Conflict for one that is not on hold."""
    order = locked(session, actor, order_id, SPEAKERS)
    if order.held_until is None:
        raise Conflict("not_held", "This order does not wait for a day.")
    resume(session, actor, order)
    return order


def resume(session: Session, actor: Actor, order: Order) -> None:
    """By hand, or because the day has come: clocks go on with what was left."""
    LIFECYCLE.obey(order, "resume")
    lift_hold(session, order)
    if order.state == State.SUBMITTED:
        run_clock(session, order)
    elif order.state == State.INFO_NEEDED:
        await_answer(order)
    tell_callers(session, order, "order_resumed")


def lift_hold(session: Session, order: Order) -> None:
    """It is no longer on hold; whoever learned that it was learns this, too."""
    order.held_until = order.held_for = None
    if order.need is not None:
        say(session, OrderResumed(order_id=order.order_id, site_path=order.site_path, hold=order.holds))


def urge_order(session: Session, actor: Actor, *, order_id: UUID, language: str) -> Order:
    """Ask when somebody comes, once a day; the second time moves the order up, the answer says what happens next (T33).

    Raises Conflict for the second time within a day.
    """
    order = locked(session, actor, order_id, SPEAKERS)
    if not policy.may_urge(order.urged_at, clock.now()):
        raise Conflict("urged_today", "Somebody asked within the last day already, and it is known here; ask tomorrow.")
    LIFECYCLE.obey(order, "urge")
    order.urges, order.urged_at = order.urges + 1, clock.now()
    if order.need is not None:
        say(session, OrderUrged(order_id=order_id, site_path=order.site_path, times=order.urges))
    order.next_step = next_step(order, language)
    return order


def _put(session: Session, actor: Actor, order: Order, changed: dict[str, Any]) -> None:
    card = card_of(order)
    if "item_code" in changed:
        rules_of(session, changed["item_code"])
    if "title" in changed:
        must_be_travelling(changed["title"], card)
    if "station_code" in changed:
        order.site_path = site_at(session, changed["station_code"]).path
        actor.must_cover(order.site_path)
    for name in ("item_code", "title", "wanted_from", "wanted_to"):
        setattr(order, name, changed.get(name, getattr(order, name)))
    for name in ("address_detail", "need_text"):
        setattr(card, name, changed.get(name, getattr(card, name)))
    fault = policy.window_fault(order.wanted_from, order.wanted_to, clock.now())
    if fault:
        raise Invalid(fault, WINDOW_SENTENCE)
    if order.held_until is not None and order.held_until >= order.wanted_to:
        raise Invalid("hold_outlives_window", _FAULTS["hold_outlives_window"])


def _look_again(session: Session, order: Order, need_text: str) -> None:
    """Not verified yet: other words may mean danger, another item may have another limit."""
    if not refer_emergency(session, order, need_text) and order.clock_since is not None:
        stop_clock(order)
        run_clock(session, order)


def _say_changed(session: Session, order: Order, changed: dict[str, Any]) -> None:
    told = Need.from_wire(order.need)
    item = rules_of(session, changed["item_code"]) if "item_code" in changed else told.item
    need = dataclasses.replace(told, item=item, version=order.need_version, **words_of(order, *TRAVELLING))
    order.need = need.as_wire()
    say(session, OrderChanged(order_id=order.order_id, version=order.need_version, need=need))
