"""What is around an event on its way: CloudEvents 1.0, structured JSON."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared import trace
from shared.contracts.wire import Event, Malformed

CONTENT_TYPE = JSONFormat.CONTENT_TYPE
_TYPE = re.compile(r"[a-z_.]{1,48}\.v\d{1,4}")
_SUBJECT = re.compile(r"[0-9A-Za-z/_.-]{1,64}")
_SOURCE = re.compile(r"/sidan/[a-z]{1,32}")
_FORMAT = JSONFormat()


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event as it arrived: who said what about whom, and when (business time)."""

    event_id: UUID
    type: str
    subject: str
    speaker: str
    said_at: datetime
    traceparent: str
    data: Any


def seal(event: Event, event_id: UUID, said_at: datetime) -> bytes:
    """The bytes that travel. Raises Malformed when the speaker says what the contract forbids."""
    attributes = {
        "id": str(event_id),
        "source": f"/sidan/{event.SPEAKER}",
        "type": event.TYPE,
        "subject": event.subject,
        "time": said_at,
        "datacontenttype": "application/json",
        "traceparent": trace.traceparent(),
    }
    return _FORMAT.write(CloudEvent(attributes, event.checked()))


def unseal(body: bytes) -> Envelope:
    """Read what arrived. Raises Malformed for whatever is not an envelope of ours."""
    try:
        event = _FORMAT.read(CloudEvent, body)
        return Envelope(
            event_id=UUID(event.get_id()),
            type=_matching(_TYPE, event.get_type()),
            subject=_matching(_SUBJECT, event.get_subject()),
            speaker=_matching(_SOURCE, event.get_source()).removeprefix("/sidan/"),
            said_at=_aware(event.get_time()),
            traceparent=str(event.get_extension("traceparent")),
            data=event.get_data(),
        )
    except Exception as error:  # the SDK raises many kinds for bytes from anywhere; all mean the same to us
        raise Malformed(f"envelope: {type(error).__name__}") from None


def _matching(pattern: re.Pattern[str], value: str | None) -> str:
    if value is None or not pattern.fullmatch(value):
        raise ValueError("not one of ours")
    return value


def _aware(moment: datetime | None) -> datetime:
    if moment is None or moment.tzinfo is None:
        raise ValueError("no time, or no zone")
    return moment
