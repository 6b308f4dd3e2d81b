"""What all tables of volunteer have in common."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

from shared.db import UtcDateTime, service_metadata
from shared.history import HISTORY
from shared.messaging.tables import INBOX, OUTBOX
from shared.notices import NOTICES
from shared.processes import PROCESSES
from shared.web.idempotency import IDEMPOTENCY_KEYS


class Base(DeclarativeBase):
    """All tables of this service."""

    metadata = service_metadata(OUTBOX, INBOX, NOTICES, HISTORY, PROCESSES, IDEMPOTENCY_KEYS)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcDateTime,
        dict[str, Any]: sa.JSON,
        dict[str, int]: sa.JSON,
        list[str]: sa.JSON,
        list[int]: sa.JSON,
        list[dict[str, Any]]: sa.JSON,
    }
