"""The figures at the desk: told, opened, given away; for staff, over what lies at or below their site."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback.figures import counting, exporting
from services.feedback.figures.frames import frame_of
from services.feedback.figures.measures import FIGURES
from shared.actor import Actor
from shared.refusals import NotFound


def tell_figures(session: Session, actor: Actor, **asked: Any) -> dict[str, Any]:
    """Every figure with its definition and its counts."""
    frame = frame_of(actor, **asked)
    return {**asked, "site_path": frame.site_path, "figures": counting.count(session, frame)}


def find_behind(
    session: Session, actor: Actor, *, code: str, counted: bool | None = None, **asked: Any
) -> sa.Select[Any]:
    """The orders behind a figure: all that it is about, or those that counted, or not. Raises NotFound for no code."""
    frame = frame_of(actor, **asked)
    if code not in FIGURES:
        raise NotFound("unknown_figure", "There is no such figure; the list of figures has their codes.")
    return counting.orders_behind(frame, code, counted)


def export_orders(look: Callable[[], AbstractContextManager[Session]], actor: Actor, **asked: Any) -> Iterator[str]:
    """The orders as a table, piece by piece; each piece is read in a look of its own."""
    return exporting.table(look, frame_of(actor, **asked))
