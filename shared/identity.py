"""New ids: UUIDv7 (RFC 9562), so that they sort by the time they were made."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()


def first_id(since: datetime | None) -> UUID:
    """Smaller than every id made `since` then, larger than those made before; smaller than any for None."""
    return UUID(int=int(since.timestamp() * 1000) << 80 if since else 0)
