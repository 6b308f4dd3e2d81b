"""Which level looks for somebody: up when it has nobody or has had its time, down or across when another can."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.candidates import has_somebody, lowest_with_somebody
from services.dispatch.handlers.clocks import await_asking, supervise, time_of
from services.dispatch.handlers.orders import locked, must_speak_for, naming
from services.dispatch.lifecycle import LIFECYCLE, State
from services.dispatch.models import Order
from shared.actor import Actor
from shared.contracts.dispatch import OrderEscalated
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid
from shared.sites import site_path, within


def prepare_search(session: Session, order: Order) -> str:
    """The station of the order looks first, and the time to ask somebody begins; the lowest level that has somebody."""
    _look_from(order, order.site_path)
    await_asking(session, order)
    return lowest_with_somebody(session, order, policy.levels_from(order.site_path))


def begin_search(session: Session, order: Order, level: str) -> None:
    """Levels that have nobody are passed over at once (T14)."""
    _bring_to(session, order, level, "no_candidate")


def search_on(session: Session, order: Order) -> None:
    """Somebody has to be looked for again, by the level where the search stood: in the time that it still has, else in
    a share of what is left."""
    if order.level_until is None:
        _look_from(order, order.level)
    await_asking(session, order)


def search_after_round(session: Session, order: Order, ended: int) -> None:
    """All who were asked said no or nothing: the level asks others in its time, or the next one looks (T14). After the
    duty team, or the promise, it lies on the center's desk."""
    assert order.promise_at is not None  # it has been approved
    if order.duty_round == ended:
        supervise(session, order, "duty_team_failed")
        _bring_to(session, order, policy.center_of(order.level), "nobody_accepted")
    elif order.promise_at <= time_of(order):
        _bring_to(session, order, policy.center_of(order.level), "time_is_up")
    else:
        _climb(session, order, order.level, "nobody_accepted")
    await_asking(session, order)


def escalate(session: Session, order: Order, reason_code: str) -> None:
    """The level above looks from now on; where it has nobody, the next one that has. Raises Conflict at the center."""
    above = policy.level_above(order.level)
    if above is None:
        raise Conflict("no_level_above", "The center looks already; it can ask the duty team, or give up honestly.")
    _climb(session, order, above, reason_code)


def escalate_order(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """The level that looks has nobody who can, and says so (T14). Raises Conflict at the center."""
    order = _passed_on(session, actor, order_id)
    escalate(session, order, "no_candidate")
    return order


def keep_promise(session: Session, actor: Actor, order: Order) -> None:
    """The public promise has passed and nobody accepted: it lies on the center's desk, and is watched (T34)."""
    supervise(session, order, "promise")
    if order.state == State.PENDING:
        _bring_to(session, order, policy.center_of(order.level), "time_is_up")


def delegate_order(session: Session, actor: Actor, *, order_id: UUID, site_code: str) -> Order:
    """Hand the search down to a level below (T17).

    Raises NotAllowed below the level that looks, Invalid for a place that is not below it, Conflict for one that has
    nobody who can.
    """
    order, to = _passed_on(session, actor, order_id), site_path(site_code)
    if not within(order.level, to) or to == order.level:
        raise Invalid("not_below", "Hand it down to a site below the one that looks for somebody now.")
    _must_have_somebody(session, order, to)
    LIFECYCLE.obey(order, "delegate")
    _look_from(order, to)
    return order


def propose_transfer(session: Session, actor: Actor, *, order_id: UUID, site_code: str) -> Order:
    """Ask a neighbour of the same level to look for somebody instead (T18). Raises as delegating does."""
    order, to = _passed_on(session, actor, order_id), site_path(site_code)
    if policy.level_above(to) != policy.level_above(order.level) or to == order.level:
        raise Invalid("not_a_neighbour", "Ask a site of the same level, below the same one.")
    _must_have_somebody(session, order, to)
    order.transfer_to = to
    return order


def accept_transfer(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """The neighbour consents and looks from now on (T18). Raises Conflict when nobody asked them."""
    order = locked(session, actor, order_id)
    to = _asked(order, actor)
    LIFECYCLE.obey(order, "transfer")
    _look_from(order, to)
    return order


def decline_transfer(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """The neighbour cannot; the search stays where it is. Raises Conflict when nobody asked them."""
    order = locked(session, actor, order_id)
    _asked(order, actor)
    order.transfer_to = None
    return order


def _passed_on(session: Session, actor: Actor, order_id: UUID) -> Order:
    """An order that whoever speaks for its level wants another one to look after. Raises Conflict unless it waits."""
    order = locked(session, actor, order_id)
    must_speak_for(actor, order.level)
    if order.state != State.PENDING:
        raise Conflict(f"order_is_{order.state}", "Only an order that waits in the queue can be passed on.")
    return order


def search_until(order: Order) -> datetime:
    """Until when somebody can be looked for."""
    assert order.promise_at is not None and order.start_by is not None  # it has been approved
    return policy.search_until(time_of(order), order.promise_at, order.start_by)


def _climb(session: Session, order: Order, level: str, reason_code: str) -> None:
    """Look from this level on, past those that have nobody; the center looks in any case."""
    _bring_to(session, order, lowest_with_somebody(session, order, policy.levels_from(level)), reason_code)


def _bring_to(session: Session, order: Order, level: str, reason_code: str) -> None:
    if level == order.level:
        return
    below = order.level
    LIFECYCLE.obey(order, "escalate", reason_code)
    _look_from(order, level)
    say(session, OrderEscalated(**naming(order), level_from=below, level_to=level, reason_code=reason_code))


def _look_from(order: Order, level: str) -> None:
    order.level, order.transfer_to = level, None
    order.level_until = policy.level_share(level, time_of(order), search_until(order))


def _must_have_somebody(session: Session, order: Order, level: str) -> None:
    """Nobody hands on what the other cannot do (T17)."""
    if not has_somebody(session, order, level):
        raise Conflict("nobody_there", "Nobody on the roster of that site can do this.")


def _asked(order: Order, actor: Actor) -> str:
    if order.transfer_to is None or not within(actor.scope, order.transfer_to):
        raise Conflict("no_transfer", "Nobody has asked your site to look for somebody for this order.")
    return order.transfer_to
