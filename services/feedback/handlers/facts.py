"""Facts: every event that any service said, kept once for good."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.figures import keeping
from services.feedback.models import Base, Fact
from shared import clock
from shared.actor import Actor, Role
from shared.contracts.wire import Event
from shared.db import insert_once
from shared.messaging.envelope import Envelope
from shared.refusals import NotAllowed

READERS = frozenset({Role.OFFICE, Role.OPERATOR})
_FACTS = Base.metadata.tables[Fact.__tablename__]


def keep_fact(session: Session, envelope: Envelope) -> None:
    """Keep an event, and what figures count of it. Its id is the key: a repeat that the inbox has long forgotten still
    counts once."""
    row = {
        "event_id": envelope.event_id,
        "type": envelope.type,
        "subject": envelope.subject,
        "speaker": envelope.speaker,
        "said_at": envelope.said_at,
        "heard_at": clock.now(),
        "data": envelope.data,
    }
    if insert_once(session, _FACTS, row, "event_id"):
        keeping.note(session, envelope.type, envelope.subject, envelope.said_at, envelope.data)


def note_nothing_more(session: Session, event: Event) -> None:
    """Nothing moves here; the event is heard to be kept."""


def find_facts(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """What was said, in the order in which it was. Raises NotAllowed below the center: a fact knows no site, and some
    are kept from those whom they are about."""
    actor.must_be(READERS)
    if not policy.speaks_for_center(actor.scope):
        raise NotAllowed("center_only", "Only the center reads the facts of the whole county.")
    wanted = [getattr(Fact, name) == value for name, value in filters.items()]
    return sa.select(Fact).where(*wanted).order_by(Fact.said_at, Fact.event_id)


def announce(session: Session) -> int:
    """Feedback owns nothing that is overwritten: there is nothing to say again."""
    return 0
