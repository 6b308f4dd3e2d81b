"""One order in the hands of the tests: whoever may move it asks for it as they would, through the API."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.flow.people import (
    CLERK,
    DISPATCHER,
    HAIRCUT,
    OFFICE,
    OTHER_OFFICE,
    RESIDENT,
    TITLES,
    People,
    an_order,
)
from tests.flow.town import Town

A_WHILE = timedelta(hours=20)
"""So long those who are asked usually have."""


@dataclass
class Order:
    """An order; `offers` are those of its last round, as dispatch answered them."""

    town: Town
    people: People
    order_id: str
    item: str
    offers: list[Any] = field(default_factory=list)

    def request(self, verb: str, actor: str = CLERK, **body: Any) -> Any:
        """Ask request for a verb."""
        return self.town.post(f"request/orders/{self.order_id}/{verb}", actor, **body)

    def dispatch(self, verb: str, actor: str = DISPATCHER, **body: Any) -> Any:
        """Ask dispatch for a verb."""
        return self.town.post(f"dispatch/orders/{self.order_id}/{verb}", actor, **body)

    def volunteer(self, verb: str, by: str | None = None, **body: Any) -> Any:
        """Ask volunteer for a verb; usually by whoever leads."""
        return self.town.post(f"volunteer/orders/{self.order_id}/{verb}", f"volunteer:{by or self.leader}", **body)

    def volunteer_desk(self, verb: str, actor: str, **body: Any) -> Any:
        """Ask volunteer for a verb, as staff."""
        return self.town.post(f"volunteer/orders/{self.order_id}/{verb}", actor, **body)

    def feedback(self, verb: str, actor: str = RESIDENT, **body: Any) -> Any:
        """Ask feedback for a verb."""
        return self.town.post(f"feedback/orders/{self.order_id}/{verb}", actor, **body)

    @property
    def leader(self) -> str:
        """Who usually says yes here."""
        return self.people.barbers[2]

    def approve(self) -> None:
        """T6."""
        self.request("approve", item_code=self.item, title=TITLES[self.item], means="phone")

    def offer(self, *to: tuple[str, str | None], within: timedelta = A_WHILE) -> None:
        """T8, T9: ask these, or the usual one."""
        asked = [{"to_kind": kind, "to_id": to_id} for kind, to_id in to or [("person", self.leader)]]
        deadline = (self.town.now + within).isoformat()
        self.offers = self.dispatch("offers", offers=asked, deadline=deadline)["offers"]

    def answer(self, verb: str, by: str | None = None, at: int = 0, **body: Any) -> Any:
        """Accept, decline or explain one of the offers."""
        offer_id = self.offers[at]["offer_id"]
        return self.town.post(f"volunteer/offers/{offer_id}/{verb}", f"volunteer:{by or self.leader}", **body)

    def recruit(self, *more: str) -> None:
        """T19: somebody is asked to come along."""
        self.volunteer("recruit", volunteer_ids=list(more or [self.people.neighbour]))

    def schedule(self, crew: Sequence[str] = (), hours: float = 24) -> None:
        """T19: for tomorrow, or when it is said, alone or with these."""
        starts_at = (self.town.now + timedelta(hours=hours)).isoformat()
        self.volunteer("schedule", starts_at=starts_at, crew=list(crew or [self.leader]))

    def check_in(self) -> None:
        """T22."""
        self.volunteer("check-in", crew=[self.leader], means="door_word")

    def absent(self) -> None:
        """T24: nobody is in."""
        self.volunteer("absence", rang=True)

    def finish(self, by: str | None = None, **more: Any) -> None:
        """T26: an hour, by whoever leads."""
        self.volunteer("finish", by=by, minutes=[{"volunteer_id": by or self.leader, "minutes": 60}], **more)

    def miss(self) -> None:
        """T23: nobody came, says whoever waited."""
        self.town.post(f"volunteer/orders/{self.order_id}/no-show", RESIDENT)

    def give_up(self) -> None:
        """T16, with both signatures."""
        words = {"reason_code": "no_time", "sentence": "近期无人能来。", "alternative": "hotline"}
        self.dispatch("propose-unfulfilled", OFFICE, **words)
        self.dispatch("sign-unfulfilled", OTHER_OFFICE)


def place(town: Town, people: People, item: str = HAIRCUT, **changes: Any) -> Order:
    """T1."""
    placed = town.post("request/orders", RESIDENT, **an_order(town, item, **changes))
    return Order(town, people, str(placed["order_id"]), item)
