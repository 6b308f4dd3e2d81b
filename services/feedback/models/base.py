"""What all tables of feedback have in common."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db import UtcDateTime, service_metadata
from shared.history import HISTORY
from shared.messaging.tables import INBOX, OUTBOX
from shared.notices import NOTICES
from shared.processes import PROCESSES
from shared.web.idempotency import IDEMPOTENCY_KEYS


class Base(DeclarativeBase):
    """All tables of this service."""

    metadata = service_metadata(OUTBOX, INBOX, NOTICES, HISTORY, PROCESSES, IDEMPOTENCY_KEYS)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: sa.JSON, list[str]: sa.JSON}  # noqa: RUF012


class Clocked:
    """What somebody has to act on in time. One clock runs for it, or none."""

    due_at: Mapped[datetime | None] = mapped_column(comment="until when somebody has to act")
    alarm: Mapped[str | None] = mapped_column(sa.String(8), comment="warned or breached")
    alarm_at: Mapped[datetime | None] = mapped_column(index=True, comment="when the clock rings next")
    supervised: Mapped[bool] = mapped_column(default=False, comment="the level above watches over it (T34)")
