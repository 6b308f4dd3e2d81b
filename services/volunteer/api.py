"""The programs' door of volunteer."""

from services.volunteer.handlers import appointments, calls, offers, orders, records, roster, teams, visits, words
from services.volunteer.schemas import bodies as body
from services.volunteer.schemas import views as view
from shared.web.door import ApiDoor
from shared.web.views import MoveView

api = ApiDoor("volunteer")

VOLUNTEER = "/volunteers/<uuid:volunteer_id>"
TEAM = "/teams/<uuid:team_id>"
OFFER = "/offers/<uuid:offer_id>"
ORDER = "/orders/<uuid:order_id>"

api.creates("/volunteers", roster.enrol_volunteer, takes=body.NewVolunteer, answers=view.VolunteerView)
api.lists("/volunteers", roster.find_volunteers, by=view.VolunteerFilter, answers=view.VolunteerView)
api.shows(VOLUNTEER, roster.show_volunteer, answers=view.VolunteerView)
api.edits(VOLUNTEER, roster.edit_volunteer, takes=body.VolunteerBody, answers=view.VolunteerView)
api.verb(f"{VOLUNTEER}/availability", roster.set_availability, takes=body.AvailabilityBody, answers=view.VolunteerView)
api.creates("/teams", teams.make_team, takes=body.NewTeam, answers=view.TeamView)
api.lists("/teams", teams.find_teams, by=view.TeamFilter, answers=view.TeamView)
api.shows(TEAM, teams.show_team, answers=view.TeamView)
api.edits(TEAM, teams.edit_team, takes=body.TeamBody, answers=view.TeamView)
api.lists("/offers", offers.find_offers, by=view.OfferFilter, answers=view.OfferView)
api.verb(f"{OFFER}/accept", offers.accept_offer, takes=body.Acceptance, answers=view.OrderView)
api.verb(f"{OFFER}/decline", offers.decline_offer, takes=body.Declining, answers=view.OfferView)
api.verb(f"{OFFER}/explain", offers.explain_decline, takes=body.Explaining, answers=view.OfferView)
api.lists("/orders", orders.find_orders, by=view.OrderFilter, answers=view.OrderView)
api.shows(ORDER, orders.show_order, answers=view.OrderView)
api.lists(f"{ORDER}/history", orders.tell_history, by=view.NoFilter, answers=MoveView)
api.verb(f"{ORDER}/recruit", appointments.recruit_crew, takes=body.Recruiting, answers=view.OrderView)
api.verb(f"{ORDER}/join", appointments.join_crew, takes=body.Answer, answers=view.OrderView)
api.verb(f"{ORDER}/leave", appointments.leave_crew, takes=body.Answer, answers=view.OrderView)
api.verb(f"{ORDER}/schedule", appointments.schedule_visit, takes=body.Appointment, answers=view.OrderView)
api.verb(f"{ORDER}/ask-to-postpone", appointments.ask_to_postpone, takes=body.Postponement, answers=view.OrderView)
api.verb(f"{ORDER}/postpone", appointments.postpone_visit, takes=body.Nothing, answers=view.OrderView)
api.verb(f"{ORDER}/return", visits.return_order, takes=body.Returning, answers=view.OrderView)
api.verb(f"{ORDER}/check-in", visits.check_in, takes=body.CheckIn, answers=view.OrderView)
api.verb(f"{ORDER}/finish", visits.finish_visit, takes=body.Finishing, answers=view.OrderView)
api.verb(f"{ORDER}/no-show", visits.report_no_show, takes=body.Nothing, answers=view.OrderView)
api.lists("/spoken-answers", words.find_answers, by=view.AnswerFilter, answers=view.AnswerView)
api.verb("/spoken-answers/<uuid:answer_id>/dispute", words.dispute_answer, takes=body.Nothing, answers=view.AnswerView)
api.lists("/calls", calls.find_calls, by=view.NoFilter, answers=view.CallView)
api.verb("/calls/<uuid:notice_id>/told", calls.note_told, takes=body.Told, answers=view.CallView)
api.lists("/ledger", records.find_entries, by=view.LedgerFilter, answers=view.LedgerView)
