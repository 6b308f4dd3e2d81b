"""Somebody stands at the door, and it opens (T22) or nobody is in (T24). Nobody's position is ever asked for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer import policy as people
from services.volunteer.handlers.appointments import expect_contact
from services.volunteer.handlers.fitness import must_be_fit_crew
from services.volunteer.handlers.orders import (
    goes,
    locked,
    name_of,
    need_of,
    own_id,
    seen,
    tell_crew,
    tell_leader,
    watch,
)
from services.volunteer.handlers.words import RECORDERS, Spoken, whose_word
from services.volunteer.lifecycle import LED, LIFECYCLE
from services.volunteer.models import Assignment
from services.volunteer.visit import policy
from services.volunteer.visit.door import must_speak_at_the_door
from services.volunteer.visit.models import WastedTrip
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.codes import Codes
from shared.contracts.volunteer import OrderCheckedIn, RecipientAbsent
from shared.db import at_or_below
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from shared.sites import site_path

SAID_ON_THE_PHONE = "phone"
SCANNED = "station_qr"


@dataclass(frozen=True, slots=True)
class Arriving:
    """Arrives at doors that are known by a word, and at stations that are known by a sign."""

    codes: Codes

    def show_door_word(self, session: Session, actor: Actor, *, order_id: UUID) -> dict[str, Any]:
        """The word by which the resident knows that the right one has come: for those who go, and for staff who tell
        it to them on the phone."""
        actor.must_be(RECORDERS | {Role.VOLUNTEER})
        order = seen(session.get(Assignment, order_id), actor)
        if actor.role is Role.VOLUNTEER and not goes(session, order, whose_word(actor, None)):
            raise NotAllowed("not_your_visit", "Only whoever leads the order or belongs to its team may know this.")
        if order.state not in LED:
            raise Conflict(f"order_is_{order.state}", "There is a word for the door only while somebody is to come.")
        return {"order_id": order_id, "door_word": self.codes.door_word(order_id)}

    def show_sign(self, session: Session, actor: Actor, *, code: str) -> dict[str, Any]:
        """What stands in the QR code on the wall of a site, for its staff to print. Raises NotFound for no site, and
        for one beyond the scope."""
        actor.must_be(STAFF)
        try:
            path = site_path(code)
        except ValueError:
            raise NotFound("unknown_site", "There is no such site; a code has 6, 9 or 12 digits.") from None
        actor.must_cover(path)
        return {"site_path": path, "station_sign": self.codes.station_sign(path)}

    def check_in(
        self,
        session: Session,
        actor: Actor,
        *,
        order_id: UUID,
        crew: list[UUID],
        means: str,
        door_word: str | None,
        station_sign: str | None,
        asks_home: bool,
        spoken: Spoken,
    ) -> Assignment:
        """Somebody stands at the door (T22): whoever leads, one of their team, or staff on their behalf. Far from the
        time agreed on that is allowed, too, and looked at afterwards.

        Raises Invalid for the word of another door, and for a scan without the sign of this order's station.
        """
        order = locked(session, actor, order_id)
        LIFECYCLE.obey(order, "check_in")
        by_word = means == SAID_ON_THE_PHONE
        must_speak_at_the_door(session, order, actor, "check_in", spoken, by_word=by_word)
        if door_word not in {None, self.codes.door_word(order_id)}:
            raise Invalid("another_door", "That is not the word for this order; perhaps you stand before another door.")
        if (means == SCANNED or station_sign) and station_sign != self.codes.station_sign(order.site_path):
            raise Invalid("another_station", "That is not the sign of this order's station; scan the one on its wall.")
        must_be_fit_crew(session, order, crew, clock.now())
        for one in crew:
            order.enlist(one, people.WENT)
        order.contact_warn_at = order.contact_due_at = None
        order.checked_in_at, order.checked_in_by, order.means = clock.now(), name_of(actor), means
        order.time_void, order.asks_home = False, asks_home or need_of(order).two_person
        watch(order, clock.now() + policy.FINISHED_WITHIN)
        about: dict[str, Any] = {"order_id": order_id, "round": order.round, "checked_in_at": order.checked_in_at}
        say(session, OrderCheckedIn(**about, means=means, leader_kind=order.leader_kind, leader_id=order.leader_id))
        return order


def report_absence(session: Session, actor: Actor, *, order_id: UUID, rang: bool, spoken: Spoken) -> Assignment:
    """Nobody was in, although a time was agreed on (T24). Once another time is agreed on; after the second time request
    ends the order. The way made in vain is noted and thanked for, and earns no minutes.

    Raises Invalid for who has not rung, Conflict before the time and when it is known already.
    """
    order = locked(session, actor, order_id)
    if order.time_void or order.absences >= policy.MOST_ABSENCES:
        raise Conflict("absence_known", "This is known already: agree on another time with the resident first.")
    LIFECYCLE.obey(order, "report_absence")
    said_by = must_speak_at_the_door(session, order, actor, "absence", spoken, by_word=True)
    if order.starts_at is None or order.starts_at > clock.now():
        raise Conflict("before_the_time", "The time agreed on has not come yet; nobody need be in before it.")
    if not rang:
        raise Invalid("ring_first", "Ring them first: people are often just behind the house, or on their way.")
    order.absences, order.time_void = order.absences + 1, True
    watch(order, None)
    if order.absences < policy.MOST_ABSENCES:
        expect_contact(order)
    trip = WastedTrip(order_id=order_id, times=order.absences, volunteer_id=said_by, at=clock.now())
    session.add(trip)
    for tell in (tell_leader, tell_crew):
        tell(session, order, "thanks_for_the_way", times=order.absences)
    about: dict[str, Any] = {"order_id": order_id, "round": order.round, "site_path": order.site_path}
    say(session, RecipientAbsent(**about, times=order.absences))
    return order


def find_ways_in_vain(session: Session, actor: Actor) -> sa.Select[Any]:
    """The ways that were made in vain, the oldest first: within the scope of staff, or a volunteer's own."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    found = sa.select(WastedTrip).order_by(WastedTrip.at, WastedTrip.order_id, WastedTrip.times)
    if actor.role is Role.VOLUNTEER:
        return found.where(WastedTrip.volunteer_id == own_id(actor))
    return found.join(Assignment).where(at_or_below(Assignment.site_path, actor.scope))
