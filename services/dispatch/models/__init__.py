"""The tables of dispatch. Nothing here tells of a person: an order is what may be known of it, the roster has ids."""

from services.dispatch.models.base import Base
from services.dispatch.models.queue import Chip, Crew, Gap, Limits, Move, Offer, Order, Proposal
from services.dispatch.models.roster import Ability, Item, Rated, Site, Team, Volunteer

__all__ = [
    "Ability",
    "Base",
    "Chip",
    "Crew",
    "Gap",
    "Item",
    "Limits",
    "Move",
    "Offer",
    "Order",
    "Proposal",
    "Rated",
    "Site",
    "Team",
    "Volunteer",
]
