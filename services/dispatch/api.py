"""The programs' door of dispatch."""

from datetime import timedelta

from services.dispatch.handlers import queue, roster, rounds, unfulfilled
from services.dispatch.schemas import (
    Nothing,
    OrderFilter,
    OrderView,
    QueuedOrderView,
    Round,
    TeamFilter,
    TeamView,
    UndoneOrderView,
    UnfulfilledProposal,
    VolunteerFilter,
    VolunteerView,
    Withdrawal,
)
from shared.web.door import ApiDoor


def door(undo_for: timedelta) -> ApiDoor:
    """The routes; a round that is opened here can be undone for so long."""
    api, opened = ApiDoor("dispatch"), rounds.Rounds(undo_for)
    order = "/orders/<uuid:order_id>"
    api.lists("/orders", queue.find_orders, by=OrderFilter, answers=QueuedOrderView)
    api.shows(order, queue.show_order, answers=OrderView)
    api.creates(f"{order}/offers", opened.offer_order, takes=Round, answers=OrderView)
    api.verb(f"{order}/undo", rounds.undo_offers, takes=Nothing, answers=UndoneOrderView)
    api.verb(f"{order}/withdraw", rounds.withdraw_order, takes=Withdrawal, answers=OrderView)
    api.verb(
        f"{order}/propose-unfulfilled", unfulfilled.propose_unfulfilled, takes=UnfulfilledProposal, answers=OrderView
    )
    api.verb(f"{order}/sign-unfulfilled", unfulfilled.sign_unfulfilled, takes=Nothing, answers=OrderView)
    api.lists("/teams", roster.find_teams, by=TeamFilter, answers=TeamView)
    api.lists("/volunteers", roster.find_volunteers, by=VolunteerFilter, answers=VolunteerView)
    return api
