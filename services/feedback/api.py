"""The programs' door of feedback."""

from services.feedback.handlers import (
    appeals,
    callbacks,
    complaints,
    confirming,
    facts,
    figures,
    orders,
    rectifying,
    reviewing,
)
from services.feedback.schemas import complaints as complaint
from services.feedback.schemas import figures as figure
from services.feedback.schemas import orders as order
from shared.web.door import ApiDoor

api = ApiDoor("feedback")

ORDER = "/orders/<uuid:order_id>"
COMPLAINT = "/complaints/<uuid:complaint_id>"

api.lists("/orders", orders.find_orders, by=order.OrderFilter, answers=order.OrderView)
api.shows(ORDER, orders.show_order, answers=order.OrderView)
api.shows(f"{ORDER}/text", orders.show_text, answers=order.TextView)
api.verb(f"{ORDER}/confirm", confirming.confirm_service, takes=order.Confirmation, answers=order.OrderView)
api.verb(f"{ORDER}/deny", confirming.deny_service, takes=order.Denial, answers=order.OrderView)
api.verb(f"{ORDER}/review", reviewing.review_order, takes=order.Rating, answers=order.OrderView)
api.verb(f"{ORDER}/follow-up", reviewing.follow_up, takes=order.Rating, answers=order.OrderView)
api.verb(f"{ORDER}/rework", rectifying.ask_rework, takes=order.Rework, answers=order.OrderView)
api.verb(f"{ORDER}/close-rectification", rectifying.close_rectification, takes=order.Finding, answers=order.OrderView)
api.verb(f"{ORDER}/appeal", appeals.appeal_order, takes=order.AppealBody, answers=order.OrderView)
api.verb(f"{ORDER}/propose-decision", appeals.propose_decision, takes=order.Finding, answers=order.OrderView)
api.verb(f"{ORDER}/sign-decision", appeals.sign_decision, answers=order.OrderView)

api.lists("/callbacks", callbacks.find_callbacks, answers=order.OrderView)
api.creates(f"{ORDER}/calls", callbacks.record_call, takes=order.CallBody, answers=order.CallView)
api.lists(f"{ORDER}/calls", callbacks.find_calls, answers=order.CallView)
api.creates("/samplings", callbacks.publish_sampling, takes=order.SamplingBody, answers=order.SamplingView)
api.lists("/samplings", callbacks.find_samplings, answers=order.SamplingView)

api.creates("/complaints", complaints.open_complaint, takes=complaint.NewComplaint, answers=complaint.MadeView)
api.verb("/complaints/look", complaints.look_at_complaint, takes=complaint.Key, answers=complaint.StandingView)
api.lists("/complaints", complaints.find_complaints, by=complaint.ComplaintFilter, answers=complaint.ComplaintView)
api.shows(COMPLAINT, complaints.show_complaint, answers=complaint.ComplaintView)
api.verb(f"{COMPLAINT}/acknowledge", complaints.acknowledge_complaint, answers=complaint.ComplaintView)
api.verb(f"{COMPLAINT}/answer", complaints.answer_complaint, takes=complaint.Sentence, answers=complaint.ComplaintView)

api.lists("/facts", facts.find_facts, by=order.FactFilter, answers=order.FactView)
api.shows("/figures", figures.tell_figures, by=figure.FrameFilter, answers=figure.FiguresView)
api.lists("/figures/<code>/orders", figures.find_behind, by=figure.BehindFilter, answers=figure.OrderBehindView)
api.exports("/orders.csv", figures.export_orders, by=figure.FrameFilter)
