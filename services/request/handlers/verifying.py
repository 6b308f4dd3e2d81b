"""Orders are verified: asked about, answered for, approved."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request import policy
from services.request.handlers.clocks import run_clock, stop_clock
from services.request.handlers.ending import call_off
from services.request.handlers.orders import SPEAKERS, VERIFIERS, locked, show_order, tell_callers, words_of
from services.request.handlers.referring import refer_emergency
from services.request.lifecycle import LIFECYCLE
from services.request.models import ContactCard, Item, Order, Question
from shared import clock
from shared.actor import Actor
from shared.contracts.request import ItemRules, Need, OrderAnswered, OrderApproved, OrderQuestioned, OrderUrged
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid

TRAVELLING = ("order_no", "site_path", "title", "wanted_from", "wanted_to", "urgency", "priority")
"""What the others learn of an order in its own words."""


def ask_requester(session: Session, actor: Actor, *, order_id: UUID, text: str) -> Order:
    """Ask for what has to be known before the order can be verified (T2). The clock stands still until the answer."""
    order = locked(session, actor, order_id, VERIFIERS)
    LIFECYCLE.obey(order, "ask")
    stop_clock(order)
    question = Question(question_id=new_id(), text=text, asked_by=actor.id, asked_at=clock.now())
    card_of(order).questions.append(question)
    order.proposal = None
    await_answer(order)
    say(session, OrderQuestioned(order_id=order_id, site_path=order.site_path))
    tell_callers(session, order, "question_asked")
    return order


def answer_question(session: Session, actor: Actor, *, order_id: UUID, text: str) -> Order:
    """Answer it, as the one who ordered or as staff who write down what they say (T3)."""
    order = locked(session, actor, order_id, SPEAKERS)
    LIFECYCLE.obey(order, "answer")
    question = card_of(order).questions[-1]
    question.answer, question.answered_by, question.answered_at = text, actor.id, clock.now()
    order.alarm_at = None
    say(session, OrderAnswered(order_id=order_id, site_path=order.site_path))
    if not refer_emergency(session, order, text) and order.held_until is None:
        run_clock(session, order)
    return order


def find_questions(session: Session, actor: Actor, *, order_id: UUID) -> sa.Select[Any]:
    """What was asked about an order, and answered: for whoever ordered, and for the staff who speak with them."""
    actor.must_be(SPEAKERS)
    show_order(session, actor, order_id=order_id)
    return sa.select(Question).where(Question.order_id == order_id).order_by(Question.question_id)


def await_answer(order: Order) -> None:
    """From now on: so long until somebody is rung, so long until the order is closed (T3)."""
    reminded = card_of(order).questions[-1].reminded_at is not None
    left = policy.CLOSED_AFTER - policy.REMINDED_AFTER if reminded else policy.REMINDED_AFTER
    order.alarm_at = clock.now() + left


def miss_answer(session: Session, actor: Actor, order: Order) -> None:
    """Nobody has answered: first they are rung, then the order is closed, never silently (T3)."""
    question = card_of(order).questions[-1]
    if question.reminded_at is not None:
        call_off(session, order, "close_unanswered", "order_unanswered", "clock")
        return
    question.reminded_at = clock.now()
    await_answer(order)
    tell_callers(session, order, "please_answer")


def approve_order(
    session: Session, actor: Actor, *, order_id: UUID, item_code: str, title: str, means: str, **wishes: Any
) -> Order:
    """Verify an order and file it under an item, with a title that may travel (T6; 条例 Art. 13). `wishes` are what the
    recipient needs of whoever comes, in the words of the contract Need.

    Raises Invalid for an unknown item or a title that tells of a person, Conflict in any other state than submitted and
    while the order is on hold.
    """
    order = locked(session, actor, order_id, VERIFIERS)
    if order.held_until is not None:
        raise Conflict("order_is_held", "The order waits until a day, as its recipient wished; resume it first.")
    rules, card = rules_of(session, item_code), card_of(order)
    must_be_travelling(title, card)
    LIFECYCLE.obey(order, "approve", means)
    stop_clock(order)
    order.item_code, order.title = item_code, title
    order.priority = policy.priority(order.urgency, card.circumstances, order.kind)
    order.verified_by, order.verified_means = actor.id, means
    need = Need(item=rules, version=order.need_version, **words_of(order, *TRAVELLING), **wishes)
    let_search(session, order, need)
    if order.urges:
        say(session, OrderUrged(order_id=order_id, site_path=order.site_path, times=order.urges))
    tell_callers(session, order, "order_approved")
    return order


def let_search(session: Session, order: Order, need: Need, leave_out: UUID | None = None) -> None:
    """Somebody may be looked for, but nobody of those who are left out (T6, T31)."""
    order.need = need.as_wire()
    about = words_of(order, "order_id", "recipient_id", "submitted_at")
    say(session, OrderApproved(need=need, leave_out=leave_out, **about))


def rules_of(session: Session, item_code: str) -> ItemRules:
    """An item of the catalogue, as it is now."""
    item = session.get(Item, item_code)
    if item is None:
        raise Invalid("unknown_item", "The catalogue has no such item.")
    return ItemRules.from_wire(item.rules)


def must_be_travelling(title: str, card: ContactCard) -> None:
    """Raise Invalid for a title that tells of a person."""
    fault = policy.title_fault(title, [card.requester_name, card.proxy_name or "", card.recipient_name])
    if fault:
        raise Invalid(fault, "The title is read by others: write it without digits and without anybody's name.")


def card_of(order: Order) -> ContactCard:
    """The contact card of an order that has not ended."""
    assert order.card is not None  # only what has ended for 180 days has none
    return order.card
