"""The programs' door of dispatch."""

from datetime import timedelta

from services.dispatch import schemas as body
from services.dispatch.handlers import clocks, duty, levels, limits, orders, queue, roster, rounds, unfulfilled
from services.dispatch.suggesting import offering, standing, weighing
from services.dispatch.suggesting import schemas as told
from shared.web.door import ApiDoor, spoken
from shared.web.views import MoveView


def door(undo_for: timedelta) -> ApiDoor:
    """The routes; a round that is opened here can be undone for so long."""
    api, suggesting = ApiDoor("dispatch"), offering.Suggesting(rounds.Rounds(undo_for))
    order = "/orders/<uuid:order_id>"
    given_up = {"takes": body.UnfulfilledProposal, "answers": body.OrderView}
    api.lists("/orders", queue.find_orders, by=body.OrderFilter, answers=body.QueuedOrderView)
    api.lists("/forecast", clocks.forecast_breaches, answers=body.QueuedOrderView)
    api.shows(order, queue.show_order, answers=body.LookedAtOrderView)
    api.lists(f"{order}/history", orders.find_moves, answers=MoveView)
    api.shows(f"{order}/candidates", spoken(suggesting.show_candidates), answers=told.CandidatesView)
    api.shows(f"{order}/candidates/<uuid:unit_id>", spoken(suggesting.show_candidate), answers=told.CandidateView)
    api.creates(f"{order}/offers", suggesting.offer_order, takes=told.OfferedRound, answers=told.OfferedOrderView)
    api.verb(f"{order}/undo", rounds.undo_offers, answers=body.UndoneOrderView)
    api.verb(f"{order}/withdraw", rounds.withdraw_order, takes=body.Withdrawal, answers=body.OrderView)
    api.verb(f"{order}/escalate", levels.escalate_order, answers=body.OrderView)
    api.verb(f"{order}/delegate", levels.delegate_order, takes=body.Destination, answers=body.OrderView)
    api.verb(f"{order}/propose-transfer", levels.propose_transfer, takes=body.Destination, answers=body.OrderView)
    api.verb(f"{order}/accept-transfer", levels.accept_transfer, answers=body.OrderView)
    api.verb(f"{order}/decline-transfer", levels.decline_transfer, answers=body.OrderView)
    api.verb(f"{order}/supervise", clocks.supervise_order, answers=body.OrderView)
    api.verb(f"{order}/ask-duty-team", duty.ask_duty_team, takes=body.DutyRound, answers=body.OrderView)
    api.verb(f"{order}/propose-unfulfilled", unfulfilled.propose_unfulfilled, **given_up)
    api.verb(f"{order}/sign-unfulfilled", unfulfilled.sign_unfulfilled, answers=body.OrderView)
    api.lists("/gaps", unfulfilled.find_gaps, by=body.GapFilter, answers=body.GapView)
    api.creates("/limits", limits.publish_limits, takes=body.LimitsBody, answers=body.LimitsView)
    api.lists("/limits", limits.find_limits, answers=body.LimitsView)
    api.lists("/suggestions", standing.find_suggestions, answers=told.SuggestionView)
    shown = told.ExplainedSuggestionView
    api.shows("/suggestions/<uuid:suggestion_id>", spoken(suggesting.show_suggestion), answers=shown)
    confirmed = {"takes": told.Confirmation, "answers": told.ConfirmedView}
    api.each("/suggestions/confirm", suggesting.confirm_suggestion, of="suggestion_id", **confirmed)
    api.creates("/weights", weighing.publish_weights, takes=told.WeightsBody, answers=told.WeightsView)
    api.lists("/weights", weighing.find_weights, answers=told.WeightsView)
    api.lists("/teams", roster.find_teams, by=body.TeamFilter, answers=body.TeamView)
    api.lists("/volunteers", roster.find_volunteers, by=body.VolunteerFilter, answers=body.VolunteerView)
    return api
