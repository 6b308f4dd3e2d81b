"""The programs' door of request."""

from services.request.handlers import (
    calls,
    catalogue,
    changing,
    clocks,
    ending,
    orders,
    referring,
    taking,
    telling,
    verifying,
)
from services.request.schemas import asked, shown
from services.request.schemas.catalogue import ItemBody, ItemView, SiteBody, SiteView
from services.request.visit import codes
from services.request.visit.schemas import CodeLookView, CodesView
from shared.codes import Codes
from shared.web.door import ApiDoor, spoken
from shared.web.views import MoveView

ORDER = "/orders/<uuid:order_id>"


def door(secret: Codes) -> ApiDoor:
    """The routes; what whoever ordered is told of a visit is made with this secret."""
    api, shown_codes = ApiDoor("request"), codes.Shown(secret)
    api.creates("/orders", taking.submit_order, takes=asked.NewOrder, answers=shown.PlacedOrderView)
    api.lists("/orders", orders.find_orders, by=shown.OrderFilter, answers=shown.OrderView)
    api.shows(ORDER, orders.show_order, answers=shown.OrderView)
    api.lists(f"{ORDER}/duplicates", ending.find_duplicates, by=shown.DuplicateFilter, answers=shown.OrderView)
    api.lists(f"{ORDER}/questions", verifying.find_questions, answers=shown.QuestionView)
    api.lists(f"{ORDER}/history", orders.find_moves, answers=MoveView)
    api.shows(f"{ORDER}/codes", shown_codes.show_codes, answers=CodesView)
    api.lists(f"{ORDER}/code-looks", codes.find_looks, answers=CodeLookView)
    api.shows(f"{ORDER}/story", spoken(telling.tell_story), answers=shown.StoryView)

    api.verb(f"{ORDER}/ask", verifying.ask_requester, takes=asked.Question, answers=shown.OrderView)
    api.verb(f"{ORDER}/answer", verifying.answer_question, takes=asked.Answer, answers=shown.OrderView)
    api.verb(f"{ORDER}/approve", verifying.approve_order, takes=asked.Approval, answers=shown.OrderView)
    waiting = shown.WaitingOrderView
    api.verb(f"{ORDER}/propose-rejection", ending.propose_rejection, takes=asked.Rejection, answers=waiting)
    api.verb(f"{ORDER}/sign-rejection", ending.sign_rejection, answers=waiting)
    api.verb(f"{ORDER}/refer", referring.refer_order, takes=asked.Referral, answers=shown.OrderView)
    api.verb(f"{ORDER}/ring-back", referring.record_ring_back, answers=waiting)
    api.verb(f"{ORDER}/undo-referral", referring.undo_referral, answers=shown.OrderView)
    api.verb(f"{ORDER}/merge", ending.merge_order, takes=asked.Merging, answers=shown.OrderView)
    api.verb(f"{ORDER}/leave", ending.leave_order, answers=shown.OrderView)
    api.verb(f"{ORDER}/cancel", ending.cancel_order, takes=asked.Cancellation, answers=shown.OrderView)
    api.verb(f"{ORDER}/change", changing.change_order, takes=asked.Change, answers=shown.OrderView)
    api.verb(f"{ORDER}/hold", changing.hold_order, takes=asked.Hold, answers=shown.OrderView)
    api.verb(f"{ORDER}/resume", changing.resume_order, answers=shown.OrderView)
    api.verb(f"{ORDER}/urge", spoken(changing.urge_order), answers=shown.UrgedOrderView)
    api.verb(f"{ORDER}/look-up-codes", shown_codes.look_up_codes, answers=shown.OrderView)

    api.lists("/desk", clocks.find_waiting, answers=waiting)
    api.lists("/forecast", clocks.forecast_breaches, answers=shown.OrderView)
    api.creates("/limits", clocks.publish_limits, takes=asked.LimitsBody, answers=shown.LimitsView)
    api.lists("/limits", clocks.find_limits, answers=shown.LimitsView)
    api.lists("/calls", calls.find_calls, answers=shown.CallView)
    api.verb("/calls/<uuid:notice_id>/told", calls.record_told, takes=asked.CallNote, answers=shown.CallView)

    api.lists("/items", catalogue.find_items, answers=ItemView)
    api.shows("/items/<code>", catalogue.show_item, answers=ItemView)
    api.edits("/items/<code>", catalogue.publish_item, takes=ItemBody, answers=ItemView)
    api.lists("/sites", catalogue.find_sites, answers=SiteView)
    api.shows("/sites/<code>", catalogue.show_site, answers=SiteView)
    api.edits("/sites/<code>", catalogue.name_site, takes=SiteBody, answers=SiteView)
    return api
