"""The programs' door of volunteer."""

from services.volunteer.handlers import offers, orders, records, roster, teams, visits
from services.volunteer.schemas.orders import (
    Acceptance,
    CheckIn,
    Declining,
    Finishing,
    LedgerFilter,
    LedgerView,
    NoShow,
    OfferFilter,
    OfferView,
    OrderFilter,
    OrderView,
    Returning,
)
from services.volunteer.schemas.roster import (
    AvailabilityBody,
    NewTeam,
    NewVolunteer,
    TeamBody,
    TeamFilter,
    TeamView,
    VolunteerBody,
    VolunteerFilter,
    VolunteerView,
)
from shared.web.door import ApiDoor

api = ApiDoor("volunteer")

VOLUNTEER = "/volunteers/<uuid:volunteer_id>"
TEAM = "/teams/<uuid:team_id>"
OFFER = "/offers/<uuid:offer_id>"
ORDER = "/orders/<uuid:order_id>"

api.creates("/volunteers", roster.enrol_volunteer, takes=NewVolunteer, answers=VolunteerView)
api.lists("/volunteers", roster.find_volunteers, by=VolunteerFilter, answers=VolunteerView)
api.shows(VOLUNTEER, roster.show_volunteer, answers=VolunteerView)
api.edits(VOLUNTEER, roster.edit_volunteer, takes=VolunteerBody, answers=VolunteerView)
api.verb(f"{VOLUNTEER}/availability", roster.set_availability, takes=AvailabilityBody, answers=VolunteerView)
api.creates("/teams", teams.make_team, takes=NewTeam, answers=TeamView)
api.lists("/teams", teams.find_teams, by=TeamFilter, answers=TeamView)
api.shows(TEAM, teams.show_team, answers=TeamView)
api.edits(TEAM, teams.edit_team, takes=TeamBody, answers=TeamView)
api.lists("/offers", offers.find_offers, by=OfferFilter, answers=OfferView)
api.verb(f"{OFFER}/accept", offers.accept_offer, takes=Acceptance, answers=OrderView)
api.verb(f"{OFFER}/decline", offers.decline_offer, takes=Declining, answers=OfferView)
api.lists("/orders", orders.find_orders, by=OrderFilter, answers=OrderView)
api.shows(ORDER, orders.show_order, answers=OrderView)
api.verb(f"{ORDER}/return", visits.return_order, takes=Returning, answers=OrderView)
api.verb(f"{ORDER}/check-in", visits.check_in, takes=CheckIn, answers=OrderView)
api.verb(f"{ORDER}/finish", visits.finish_visit, takes=Finishing, answers=OrderView)
api.verb(f"{ORDER}/no-show", visits.report_no_show, takes=NoShow, answers=OrderView)
api.lists("/ledger", records.find_entries, by=LedgerFilter, answers=LedgerView)
