"""An order told to whoever ordered it: its moves as one story in plain sentences, and what happens next.

The words are data, beside this file, in the languages of the pages. They name no member of staff.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request.handlers.orders import show_order
from services.request.models import Move, Order
from shared.actor import Actor
from shared.clock import SHANGHAI

LONGEST_STORY = 200
"""So many moves are told at most, the latest ones."""
WORDS: Mapping[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
MOMENTS = ("due_at", "held_until", "starts_at")
"""Moments of an order that the words may name, besides its number, its sentence, the number to ring and a reason."""
_MOVES = Move.__table__.c


def tell_story(session: Session, actor: Actor, *, order_id: UUID, language: str) -> dict[str, Any]:
    """An order in plain sentences. What was merged goes on as the order that it repeats, until its caller leaves."""
    order = standing = show_order(session, actor, order_id=order_id)
    sentences = _sentences(session, order, language, _MOVES.order_id == order_id)
    if order.duplicate_of is not None and order.left_at is None:
        standing = session.get_one(Order, order.duplicate_of)
        since = sa.and_(_MOVES.order_id == standing.order_id, _MOVES.at >= order.closed_at)
        sentences += _sentences(session, standing, language, since)
    return {"order": order, "sentences": sentences[-LONGEST_STORY:], "next_step": next_step(standing, language)}


def next_step(order: Order, language: str) -> str:
    """What happens next with an order, as its callers are told."""
    state = "held" if order.held_until is not None else "emergency" if order.emergency else order.state
    return _say(WORDS["next"][state], order, language)


def _sentences(session: Session, order: Order, language: str, about: Any) -> list[dict[str, Any]]:
    """The latest moves that fit, in words, the oldest first."""
    latest = sa.select(Move.__table__).where(about).order_by(_MOVES.id.desc()).limit(LONGEST_STORY)
    moves = reversed(session.execute(latest).all())
    return [{"at": move.at, "sentence": _sentence(move, order, language)} for move in moves]


def _sentence(move: Any, order: Order, language: str) -> str:
    """A move in words. One with a reason may have words of its own, which are written with a star."""
    moves, reasons = WORDS["moves"], WORDS["reasons"]
    starred = f"{move.verb}*"
    words = moves[starred] if move.why is not None and starred in moves else moves[move.verb]
    return _say(words, order, language, reasons.get(move.why, {}).get(language, ""))


def _say(words: Mapping[str, str], order: Order, language: str, reason: str = "") -> str:
    moments = {name: _moment(getattr(order, name), language) for name in MOMENTS}
    ring, sentence = order.ring or "", order.sentence or ""
    return words[language].format(order_no=order.order_no, ring=ring, sentence=sentence, reason=reason, **moments)


def _moment(moment: datetime | None, language: str) -> str:
    words = WORDS["moment"] if moment else WORDS["some_time"]
    return str(words[language]).format(moment and moment.astimezone(SHANGHAI))
