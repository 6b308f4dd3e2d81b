"""The rows as a table for others: one line an order, times in ISO 8601, nothing that a spreadsheet would carry out."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback.figures import measures
from services.feedback.figures.counting import CLASSES, minutes_of
from services.feedback.figures.frames import Frame
from services.feedback.models import Item, Order
from shared.clock import SHANGHAI

AT_ONCE = 1000
"""So many orders are read at a time, each time in a look of its own: no file that is saved holds up the database."""
BOM = "\ufeff"
"""So that spreadsheets take the file for UTF-8."""
_CARRIED_OUT = tuple("=+-@＝＋－＠\t\r\n")
_PLAIN = [column for column in Order.__table__.columns if column.name not in {"need_version", "proof"}]
COLUMNS = [
    *(column.name for column in _PLAIN),
    "platform_code",
    "end",
    *(f"minutes_{name}" for name in CLASSES),
]


def table(look: Callable[[], AbstractContextManager[Session]], frame: Frame) -> Iterator[str]:
    """The whole table, piece by piece, after the mark of its encoding; the first piece holds the heading."""
    piece, last = BOM + _line(COLUMNS), None
    while True:
        with look() as session:
            lines, last = _lines_after(session, frame, last)
        if piece or lines:
            yield piece + lines
        if last is None:
            return
        piece = ""


def _lines_after(session: Session, frame: Frame, last: UUID | None) -> tuple[str, UUID | None]:
    """The next lines after an order, by their ids, which sort by time; and the last of them, None if there is none."""
    further = [Order.order_id > last] if last else []
    asked = sa.select(*_PLAIN, Item.platform_code, measures.END.label("end"))
    found = asked.outerjoin(Item, Item.code == Order.item_code).where(*frame.holds(), *further)
    rows = session.execute(found.order_by(Order.order_id).limit(AT_ONCE)).mappings().all()
    if not rows:
        return "", None
    minutes = {(each.order_id, each.stands): each.minutes for each in session.execute(_minutes(rows))}
    text = "".join(_line([*row.values(), *_of(minutes, row["order_id"])]) for row in rows)
    return text, rows[-1]["order_id"]


def _minutes(rows: Sequence[Any]) -> sa.Select[Any]:
    return minutes_of([row["order_id"] for row in rows])


def _of(minutes: dict[Any, int], order_id: UUID) -> Iterator[int]:
    yield from (int(minutes.get((order_id, name), 0)) for name in CLASSES)


def _line(cells: Sequence[Any]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_cell(one) for one in cells])
    return written.getvalue()


def _cell(value: Any) -> str:
    """A value as text; what a spreadsheet would take for a formula begins with an apostrophe (OWASP: CSV injection)."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if text.startswith(_CARRIED_OUT) else text
