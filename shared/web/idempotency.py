"""Asked twice, done once: the `Idempotency-Key` of a request, claimed in the transaction of its effect.

Follows the IETF draft "The Idempotency-Key HTTP Header Field": a second request waits for the first and gets the same
answer; the same key with another body is refused.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared import clock
from shared.db import NAMING, UtcDateTime, insert_once
from shared.refusals import Invalid

KEPT = timedelta(hours=48)

_METADATA = sa.MetaData(naming_convention=NAMING)

IDEMPOTENCY_KEYS = sa.Table(
    "idempotency_keys",
    _METADATA,
    sa.Column("claim", sa.String(64), primary_key=True, comment="hash of key, caller and route"),
    sa.Column("body_hash", sa.String(64), nullable=False),
    sa.Column("answer", sa.JSON, comment="no personal data beyond what the caller was answered"),
    sa.Column("claimed_at", UtcDateTime, nullable=False),
    sa.Index("ix_idempotency_keys_claimed_at", "claimed_at"),
)

_OURS = IDEMPOTENCY_KEYS.c.claim == sa.bindparam("name")
_EARLIER = sa.select(IDEMPOTENCY_KEYS).where(_OURS)
_ANSWER = IDEMPOTENCY_KEYS.update().where(_OURS).values(answer=sa.bindparam("given", type_=sa.JSON))


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed: `name` stands for key, caller and route together."""

    name: str
    body_hash: str

    @classmethod
    def of(cls, key: str, caller: str, route: str, body: Any) -> "Claim":
        """The claim of one request."""
        return cls(_hash([key, caller, route]), _hash(body))


def once(session: Session, claim: Claim, effect: Callable[[], Any]) -> Any:
    """The answer (JSON values) of `effect`, which runs only for the first of several requests with this claim.

    Raises Invalid when the key was used for something else.
    """
    row = {"claim": claim.name, "body_hash": claim.body_hash, "claimed_at": clock.machine_now()}
    if insert_once(session, IDEMPOTENCY_KEYS, row, "claim"):
        answer = effect()
        session.flush()
        session.execute(_ANSWER, {"name": claim.name, "given": answer})
        return answer
    earlier = session.execute(_EARLIER, {"name": claim.name}).one()
    if earlier.body_hash != claim.body_hash:
        raise Invalid(
            "key_reused", "This Idempotency-Key was used for another request. Take a new key for a new request."
        )
    return earlier.answer


def forget_old(session: Session) -> None:
    """Claims are kept 48 hours."""
    session.execute(IDEMPOTENCY_KEYS.delete().where(IDEMPOTENCY_KEYS.c.claimed_at < clock.machine_now() - KEPT))


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
