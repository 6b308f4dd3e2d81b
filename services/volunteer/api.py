"""The programs' door of volunteer."""

from services.volunteer.handlers import appointments, calls, offers, orders, roster, teams, words
from services.volunteer.ledger import disputes, flags, totals
from services.volunteer.ledger import schemas as kept
from services.volunteer.record import certificates, service_record
from services.volunteer.record import schemas as told
from services.volunteer.schemas import bodies as body
from services.volunteer.schemas import views as view
from services.volunteer.visit import breaking_off, missing, saying, watching
from services.volunteer.visit import schemas as said
from services.volunteer.visit.arriving import Arriving, find_ways_in_vain, report_absence
from services.volunteer.visit.finishing import Finishing
from shared.codes import Codes
from shared.web.door import ApiDoor
from shared.web.views import MoveView

VOLUNTEER = "/volunteers/<uuid:volunteer_id>"
TEAM = "/teams/<uuid:team_id>"
OFFER = "/offers/<uuid:offer_id>"
ORDER = "/orders/<uuid:order_id>"
CERTIFICATE = "/certificates/<number>"


def door(codes: Codes) -> ApiDoor:
    """The routes; doors and endings are known by these codes."""
    api = ApiDoor("volunteer")
    for routes in (_roster, _offers, _ledger, _record):
        routes(api)
    _visits(api, Arriving(codes), Finishing(codes))
    return api


def _roster(api: ApiDoor) -> None:
    api.creates("/volunteers", roster.enrol_volunteer, takes=body.NewVolunteer, answers=view.VolunteerView)
    api.lists("/volunteers", roster.find_volunteers, by=view.VolunteerFilter, answers=view.VolunteerView)
    api.shows(VOLUNTEER, roster.show_volunteer, answers=view.VolunteerView)
    api.edits(VOLUNTEER, roster.edit_volunteer, takes=body.VolunteerBody, answers=view.VolunteerView)
    asked = {"takes": body.AvailabilityBody, "answers": view.VolunteerView}
    api.verb(f"{VOLUNTEER}/availability", roster.set_availability, **asked)
    api.creates("/teams", teams.make_team, takes=body.NewTeam, answers=view.TeamView)
    api.lists("/teams", teams.find_teams, by=view.TeamFilter, answers=view.TeamView)
    api.shows(TEAM, teams.show_team, answers=view.TeamView)
    api.edits(TEAM, teams.edit_team, takes=body.TeamBody, answers=view.TeamView)


def _offers(api: ApiDoor) -> None:
    api.lists("/offers", offers.find_offers, by=view.OfferFilter, answers=view.OfferView)
    api.verb(f"{OFFER}/accept", offers.accept_offer, takes=body.Acceptance, answers=view.OrderView)
    api.verb(f"{OFFER}/decline", offers.decline_offer, takes=body.Declining, answers=view.OfferView)
    api.verb(f"{OFFER}/explain", offers.explain_decline, takes=body.Explaining, answers=view.OfferView)
    api.lists("/orders", orders.find_orders, by=view.OrderFilter, answers=view.OrderView)
    api.shows(ORDER, orders.show_order, answers=view.OrderView)
    api.lists(f"{ORDER}/history", orders.tell_history, answers=MoveView)
    api.verb(f"{ORDER}/recruit", appointments.recruit_crew, takes=body.Recruiting, answers=view.OrderView)
    api.verb(f"{ORDER}/join", appointments.join_crew, takes=body.Answer, answers=view.OrderView)
    api.verb(f"{ORDER}/leave", appointments.leave_crew, takes=body.Answer, answers=view.OrderView)
    api.verb(f"{ORDER}/schedule", appointments.schedule_visit, takes=body.Appointment, answers=view.OrderView)
    asked = {"takes": body.Postponement, "answers": view.OrderView}
    api.verb(f"{ORDER}/ask-to-postpone", appointments.ask_to_postpone, **asked)
    api.verb(f"{ORDER}/postpone", appointments.postpone_visit, answers=view.OrderView)
    api.lists("/spoken-answers", words.find_answers, by=view.AnswerFilter, answers=view.AnswerView)
    api.verb("/spoken-answers/<uuid:answer_id>/dispute", words.dispute_answer, answers=view.AnswerView)
    api.lists("/calls", calls.find_calls, answers=view.CallView)
    api.verb("/calls/<uuid:notice_id>/told", calls.note_told, takes=body.Told, answers=view.CallView)


def _visits(api: ApiDoor, arriving: Arriving, finishing: Finishing) -> None:
    api.verb(f"{ORDER}/return", missing.return_order, takes=said.Returning, answers=view.OrderView)
    api.verb(f"{ORDER}/no-show", missing.report_no_show, answers=view.OrderView)
    api.verb(f"{ORDER}/answer-no-show", saying.answer_no_show, takes=said.NoShowAnswer, answers=said.StatementView)
    api.shows(f"{ORDER}/door-word", arriving.show_door_word, answers=said.DoorWordView)
    api.shows("/sites/<code>/sign", arriving.show_sign, answers=said.SignView)
    api.verb(f"{ORDER}/check-in", arriving.check_in, takes=said.CheckIn, answers=view.OrderView)
    api.verb(f"{ORDER}/absence", report_absence, takes=said.Absence, answers=view.OrderView)
    api.lists("/ways-in-vain", find_ways_in_vain, answers=said.WayInVainView)
    api.verb(f"{ORDER}/suspend", breaking_off.suspend_visit, takes=said.Suspension, answers=view.OrderView)
    api.verb(f"{ORDER}/go-on", breaking_off.go_on_with_visit, answers=view.OrderView)
    api.verb(f"{ORDER}/finish", finishing.finish_visit, takes=said.Finishing, answers=view.OrderView)
    api.verb(f"{ORDER}/code", finishing.give_code, takes=said.FinishingCode, answers=view.OrderView)
    api.verb(f"{ORDER}/home-safe", watching.say_home_safe, takes=body.Answer, answers=view.OrderView)
    api.lists("/worries", watching.find_worries, answers=view.OrderView)
    api.verb(f"{ORDER}/see-to", watching.see_to, answers=view.OrderView)
    api.verb(f"{ORDER}/remark", saying.leave_remark, takes=said.Remark, answers=said.StatementView)
    api.lists(f"{ORDER}/statements", saying.find_statements, answers=said.StatementView)


def _ledger(api: ApiDoor) -> None:
    api.lists("/ledger", totals.find_entries, by=kept.LedgerFilter, answers=kept.LedgerView)
    api.verb(f"{ORDER}/dispute", disputes.dispute_minutes, takes=kept.Disputing, answers=kept.DisputeView)
    api.lists("/disputes", disputes.find_disputes, by=kept.StandingFilter, answers=kept.DisputeView)
    asked = {"takes": kept.Deciding, "answers": kept.DisputeView}
    api.verb("/disputes/<uuid:dispute_id>/decide", disputes.decide_dispute, **asked)
    api.lists("/flags", flags.find_flags, by=kept.StandingFilter, answers=kept.FlagView)
    api.verb("/flags/<uuid:flag_id>/clear", flags.clear_flag, takes=kept.Clearing, answers=kept.FlagView)
    api.verb("/flags/<uuid:flag_id>/correct", flags.correct_flag, takes=kept.Correcting, answers=kept.FlagView)


def _record(api: ApiDoor) -> None:
    api.shows(f"{VOLUNTEER}/record", service_record.show_record, answers=told.RecordView)
    api.lists(f"{VOLUNTEER}/services", service_record.find_services, answers=told.ServiceView)
    api.lists(f"{VOLUNTEER}/merits", service_record.find_merits, answers=told.MeritView)
    api.creates(f"{VOLUNTEER}/merits", service_record.enter_merit, takes=told.MeritBody, answers=told.MeritView)
    api.creates(f"{VOLUNTEER}/stars", service_record.award_stars, takes=told.Stars, answers=told.MeritView)
    api.lists("/star-tables", service_record.find_star_tables, answers=told.StarTableView)
    api.creates("/star-tables", service_record.publish_star_table, takes=told.StarTableBody, answers=told.StarTableView)
    issued = {"takes": told.Period, "answers": told.IssuedView}
    api.creates(f"{VOLUNTEER}/certificates", certificates.issue_certificate, **issued)
    api.lists(f"{VOLUNTEER}/certificates", certificates.find_certificates, answers=told.IssuedView)
    api.shows(CERTIFICATE, certificates.check_certificate, answers=told.CertificateView)
    api.shows(f"{CERTIFICATE}/sheet", certificates.print_certificate, answers=told.SheetView)
    asked = {"takes": told.Revoking, "answers": told.IssuedView}
    api.verb(f"{CERTIFICATE}/revoke", certificates.revoke_certificate, **asked)
