"""Who of the staff has looked at the words of a visit."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from services.request.models import Base


class CodeLook(Base):
    """A member of staff has looked the finishing code up; whoever ordered can see it."""

    __tablename__ = "code_looks"

    look_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), index=True)
    looked_by: Mapped[str] = mapped_column(sa.String(80), comment="role and id")
    looked_at: Mapped[datetime]
