"""What somebody said with a no, of their own will. It counts for what it names, for a while; a mere no for nothing."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.models import Chip, Offer, Order
from shared import clock
from shared.db import UtcDateTime, ask

CONCERNING = (
    Chip.until > sa.bindparam("now", type_=UtcDateTime),
    sa.or_(Chip.site_path.is_(None), Chip.site_path == sa.bindparam("site_path")),
    sa.or_(Chip.item_code.is_(None), Chip.item_code == sa.bindparam("item_code")),
)
"""The conditions that a chip still counts, and for such an order."""
_SAID = sa.select(Chip.to_id, Chip.chip).where(Chip.to_id.in_(sa.bindparam("asked", expanding=True)), *CONCERNING)


def remember(session: Session, order: Order, offer: Offer, chip: str | None) -> None:
    """Keep what came with a no (T11); whoever would rather not say has said nothing."""
    if offer.to_id is not None and chip in policy.CHIPS:
        said = Chip(offer_id=offer.offer_id, to_id=offer.to_id, chip=chip, until=clock.now() + policy.CHIPS[chip])
        said.site_path = order.site_path if chip == policy.OF_THIS_SITE else None
        said.item_code = order.item_code if chip == policy.OF_THIS_ITEM else None
        session.merge(said)


def concerned(order: Order) -> dict[str, Any]:
    """What CONCERNING asks of an order."""
    return {"site_path": order.site_path, "item_code": order.item_code, "now": clock.now()}


def warn(session: Session, order: Order, offers: Collection[Offer]) -> None:
    """Note on each offer what whoever is asked said lately about such an order: the dispatcher may ask all the same."""
    asked = [offer.to_id for offer in offers if offer.to_id is not None]
    chips = dict(ask(session, _SAID, asked=asked, **concerned(order)).all())
    for offer in offers:
        offer.warning = chips.get(offer.to_id) if offer.to_id else None
