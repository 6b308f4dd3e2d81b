"""Who acts: every verb takes an Actor. Doors make them, handlers ask them, nobody changes them."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from shared.refusals import NotAllowed, NotFound
from shared.sites import within


class Role(StrEnum):
    """In what capacity somebody acts (DESIGN: people and permissions)."""

    RESIDENT = "resident"
    PROXY = "proxy"
    VOLUNTEER = "volunteer"
    VILLAGE_WORKER = "village_worker"
    CLERK = "clerk"
    DISPATCHER = "dispatcher"
    EVALUATOR = "evaluator"
    OFFICE = "office"
    OPERATOR = "operator"
    SYSTEM = "system"


class Door(StrEnum):
    """Through which door they came."""

    API = "api"
    PAGES = "pages"
    EVENTS = "events"
    CLOCK = "clock"


STAFF = frozenset({Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER, Role.EVALUATOR, Role.OFFICE, Role.OPERATOR})
CALLERS = frozenset({Role.RESIDENT, Role.PROXY})


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts. `scope` is the path of the site that a member of staff works for, empty for everybody else."""

    id: str
    role: Role
    scope: str
    door: Door

    def must_be(self, roles: Collection[Role]) -> None:
        """Raise NotAllowed unless this actor has one of `roles`."""
        if self.role not in roles:
            raise NotAllowed("not_your_role", f"This needs one of these roles: {', '.join(sorted(roles))}.")

    def must_cover(self, path: str) -> None:
        """Raise NotFound when a member of staff reaches beyond their scope, so as not to tell what exists there."""
        if self.role in STAFF and not within(self.scope, path):
            raise NotFound("outside_scope", "There is nothing here that you may see.")


CLOCK = Actor(id="clock", role=Role.SYSTEM, scope="", door=Door.CLOCK)
