"""People whose service is certified: what the pages of certificates and of figures have to show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import SHANGHAI
from tests.eventually import eventually
from tests.house.embedded import Embedded
from tests.house.marked_lives import VOLUNTEER, County

CLERK, OFFICE, EVALUATOR, RESIDENT = "clerk:c1@620821/102", "office:o1@620821", "evaluator:e1@620821", "resident:r1"
NAME = "王秀芳"
DECLARED, WITNESSED, VERIFIED = 50, 45, 90


@dataclass(frozen=True)
class Certified:
    """Three certificates by number, and the two volunteers whose they are."""

    good: str
    revoked: str
    changed: str
    volunteer: str
    other: str


def certify(system: Embedded) -> Certified:
    """One who served three times, each in another class of minutes, and one whose minutes changed after the issue."""
    lives = Lives(system)
    volunteer, other = lives.enrol("JCV0101", NAME), lives.enrol("JCV0102", "李建国")
    lives.serve(volunteer, DECLARED)
    lives.confirm(lives.serve(volunteer, WITNESSED), "paper", CLERK)
    rated = lives.serve(volunteer, VERIFIED)
    lives.confirm(rated, "link", RESIDENT)
    lives.county.must("POST", f"feedback/orders/{rated}/review", RESIDENT, {"level": 5, "means": "link"})
    lives.let_minutes_be(volunteer, witnessed=WITNESSED, verified=VERIFIED)
    doubted, corrected = lives.serve(other, 60), lives.serve(other, 30)
    good, revoked, changed = lives.issue(volunteer), lives.issue(volunteer), lives.issue(other)
    lives.county.must("POST", f"volunteer/certificates/{revoked}/revoke", OFFICE, {"reason_code": "issued_twice"})
    for order_id in (doubted, corrected):
        dispute = {"code": "wrong_minutes"}
        lives.county.must("POST", f"volunteer/orders/{order_id}/dispute", f"volunteer:{other}", dispute)
    [found] = lives.county.must("GET", f"volunteer/disputes?order_id={corrected}", EVALUATOR)
    decision = {"minutes": 20, "minutes_class": "declared", "reason_code": "partly"}
    lives.county.must("POST", f"volunteer/disputes/{found['dispute_id']}/decide", EVALUATOR, decision)
    return Certified(good, revoked, changed, volunteer, other)


class Lives:
    """What is done in the county on the way to a certificate."""

    def __init__(self, system: Embedded) -> None:
        self.county = County(system)

    def enrol(self, number: str, name: str) -> str:
        """Somebody who is known to dispatch, too; their id."""
        about = {**VOLUNTEER, "volunteer_no": number, "name": name}
        made = str(self.county.must("POST", "volunteer/volunteers", CLERK, about)["volunteer_id"])
        eventually(lambda: made in str(self.county.must("GET", "dispatch/volunteers", OFFICE)))
        return made

    def serve(self, volunteer: str, minutes: int) -> str:
        """An order from its first word to the end of the visit, about which nobody has a doubt; its id."""
        county = self.county
        county.volunteer_id, order_id = volunteer, county.place()
        county.approve(order_id)
        county.accept(order_id)
        arrival = {"crew": [volunteer], "means": "paper"}
        county.must("POST", f"volunteer/orders/{order_id}/check-in", CLERK, arrival)
        declared = [{"volunteer_id": volunteer, "minutes": minutes}]
        county.must("POST", f"volunteer/orders/{order_id}/finish", CLERK, {"minutes": declared})
        for flag in county.must("GET", f"volunteer/flags?order_id={order_id}", EVALUATOR):
            county.must("POST", f"volunteer/flags/{flag['flag_id']}/clear", EVALUATOR, {"sentence": "核对过了"})
        eventually(lambda: county.system.ask("GET", f"feedback/orders/{order_id}", OFFICE).ok)
        return order_id

    def confirm(self, order_id: str, means: str, actor: str) -> None:
        """The word of who was helped."""
        self.county.must("POST", f"feedback/orders/{order_id}/confirm", actor, {"means": means})

    def let_minutes_be(self, volunteer: str, **minutes: int) -> None:
        """Wait until the ledger has heard of what was said of them."""

        def counted() -> Any:
            return self.county.must("GET", f"volunteer/volunteers/{volunteer}/record", CLERK)["minutes"]["counted"]

        eventually(lambda: minutes.items() <= counted().items())

    def issue(self, volunteer: str) -> str:
        """A certificate of all that they ever did; its number."""
        period = {"since": "2026-01-01", "until": datetime.now(SHANGHAI).date().isoformat()}
        return str(self.county.must("POST", f"volunteer/volunteers/{volunteer}/certificates", CLERK, period)["number"])
