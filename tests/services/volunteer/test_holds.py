"""An order on hold: whoever leads waits, and goes on; nobody hears of the one without the other (T36)."""

from datetime import timedelta
from typing import Any

from shared import clock
from shared.contracts.request import OrderHeld, OrderResumed
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.village import WANTED_FROM, Village, volunteer

HELD: dict[str, Any] = {"site_path": "620821/102/205", "until": WANTED_FROM, "reason_code": "away"}


def test_nobody_is_expected_to_ring_while_the_order_is_on_hold(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    order_id, other = village.accepted(me).order_id, village.offer(("pool", None)).order_id
    until = clock.now() + timedelta(days=9)
    for one in (order_id, other, new_id()):
        village.stage.hear(OrderHeld(order_id=one, site_path="620821/102/205", hold=1, until=until, reason_code="away"))
    [notice] = village.stage.notices("held")
    assert notice["to_id"] == me and notice["parameters"]["until"] == until.isoformat()
    clockwork.set(until)
    assert village.stage.let_due_fall("remind of first contact", "first contact missed") == 0
    for one in (order_id, other, new_id()):
        village.stage.hear(OrderResumed(order_id=one, site_path="620821/102/205", hold=1))
    assert village.told("resumed") == [me]
    clockwork.set(until + timedelta(days=9))
    assert village.stage.let_due_fall("first contact missed") == 1
    village.schedule(order_id, volunteer(me), me, at=clock.now() + timedelta(days=1))
    village.stage.hear(OrderResumed(order_id=order_id, site_path="620821/102/205", hold=1))
    assert village.order(order_id)["contact_due_at"] is None


def test_whoever_says_yes_to_an_order_on_hold_is_not_told_to_go_on(village: Village) -> None:
    """T36 × T10: their yes ends the hold; they never heard of it."""
    me = village.enrol()
    opened = village.offer(("person", me))
    village.stage.hear(OrderHeld(order_id=opened.order_id, hold=1, **HELD))
    assert village.accept(opened.offer_ids[0], volunteer(me)).status_code == 200
    due_at = village.order(opened.order_id)["contact_due_at"]
    village.stage.hear(OrderResumed(order_id=opened.order_id, site_path="620821/102/205", hold=1))
    assert village.told("held") == village.told("resumed") == []
    assert village.order(opened.order_id)["contact_due_at"] == due_at is not None


def test_a_hold_that_is_heard_after_its_end_holds_nobody(village: Village) -> None:
    order_id = village.accepted(village.enrol()).order_id
    village.stage.hear(OrderResumed(order_id=order_id, site_path="620821/102/205", hold=2))
    for late in (1, 2):
        village.stage.hear(OrderHeld(order_id=order_id, hold=late, **HELD))
    assert village.told("held") == village.told("resumed") == []
    assert village.order(order_id)["contact_due_at"] is not None


def test_an_end_of_an_earlier_hold_does_not_end_a_later_one(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    for hold in (1, 2):
        village.stage.hear(OrderHeld(order_id=order_id, hold=hold, **HELD))
    village.stage.hear(OrderResumed(order_id=order_id, site_path="620821/102/205", hold=1))
    assert village.told("resumed") == [] and village.order(order_id)["contact_due_at"] is None
    village.stage.hear(OrderResumed(order_id=order_id, site_path="620821/102/205", hold=2))
    assert village.told("resumed") == [me] and village.order(order_id)["contact_due_at"] is not None
