"""The programs' door of volunteer."""

from services.volunteer import schemas as body
from services.volunteer.handlers import offers, orders, records, roster, teams, visits
from shared.web.door import ApiDoor

api = ApiDoor("volunteer")

VOLUNTEER = "/volunteers/<uuid:volunteer_id>"
TEAM = "/teams/<uuid:team_id>"
OFFER = "/offers/<uuid:offer_id>"
ORDER = "/orders/<uuid:order_id>"

api.creates("/volunteers", roster.enrol_volunteer, takes=body.NewVolunteer, answers=body.VolunteerView)
api.lists("/volunteers", roster.find_volunteers, by=body.VolunteerFilter, answers=body.VolunteerView)
api.shows(VOLUNTEER, roster.show_volunteer, answers=body.VolunteerView)
api.edits(VOLUNTEER, roster.edit_volunteer, takes=body.VolunteerBody, answers=body.VolunteerView)
api.verb(f"{VOLUNTEER}/availability", roster.set_availability, takes=body.AvailabilityBody, answers=body.VolunteerView)
api.creates("/teams", teams.make_team, takes=body.NewTeam, answers=body.TeamView)
api.lists("/teams", teams.find_teams, by=body.TeamFilter, answers=body.TeamView)
api.shows(TEAM, teams.show_team, answers=body.TeamView)
api.edits(TEAM, teams.edit_team, takes=body.TeamBody, answers=body.TeamView)
api.lists("/offers", offers.find_offers, by=body.OfferFilter, answers=body.OfferView)
api.verb(f"{OFFER}/accept", offers.accept_offer, takes=body.Acceptance, answers=body.OrderView)
api.verb(f"{OFFER}/decline", offers.decline_offer, takes=body.Declining, answers=body.OfferView)
api.lists("/orders", orders.find_orders, by=body.OrderFilter, answers=body.OrderView)
api.shows(ORDER, orders.show_order, answers=body.OrderView)
api.verb(f"{ORDER}/return", visits.return_order, takes=body.Returning, answers=body.OrderView)
api.verb(f"{ORDER}/check-in", visits.check_in, takes=body.CheckIn, answers=body.OrderView)
api.verb(f"{ORDER}/finish", visits.finish_visit, takes=body.Finishing, answers=body.OrderView)
api.verb(f"{ORDER}/no-show", visits.report_no_show, takes=body.NoShow, answers=body.OrderView)
api.lists("/ledger", records.find_entries, by=body.LedgerFilter, answers=body.LedgerView)
