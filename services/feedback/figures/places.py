"""Where figures are asked for: the county, its sites and their names, as the facts tell them."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback.models import Fact, Order
from shared.contracts.request import SiteNamed
from shared.db import at_or_below
from shared.sites import within

LEVELS = (6, 10, 14)
"""So long are the paths of a centre, an office and a station."""


def county(session: Session) -> str:
    """The county whose orders are counted here; empty before the first one."""
    return (session.scalar(sa.select(sa.func.min(Order.site_path))) or "")[: LEVELS[0]]


def names(session: Session, scope: str) -> dict[str, str]:
    """The names of a site and of those below it, by path, as they were said last."""
    said = sa.select(Fact.data).where(Fact.type == SiteNamed.TYPE, at_or_below(Fact.subject, scope))
    told = sorted(session.scalars(said), key=lambda site: (site["path"], site["version"]))
    return {site["path"]: site["name"] for site in told}


def near(place: str, scope: str, sites: Collection[str]) -> list[str]:
    """Where to go from a place: all above it, as far as one may see, and those of the known sites right below."""
    above = {place[:length] for length in LEVELS if within(scope, place[:length])}
    return sorted(above | {path for path in sites if path.rpartition("/")[0] == place})
