"""The tables of volunteer. Names and phones stand with the volunteers and with spoken answers, nowhere else."""

from services.volunteer.models.base import Base
from services.volunteer.models.orders import Assignment, CrewMember, Move, Offer, SpokenAnswer, Wish
from services.volunteer.models.people import Call, Team, TeamMember, Volunteer

__all__ = [
    "Assignment",
    "Base",
    "Call",
    "CrewMember",
    "Move",
    "Offer",
    "SpokenAnswer",
    "Team",
    "TeamMember",
    "Volunteer",
    "Wish",
]
