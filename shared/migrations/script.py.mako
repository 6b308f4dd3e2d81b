"""${message.capitalize()}."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Lead the schema on."""
    ${upgrades if upgrades else "pass"}
