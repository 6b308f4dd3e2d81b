"""The programs' door of feedback."""

from services.feedback.handlers import facts, reviews
from services.feedback.schemas import (
    Confirmation,
    FactFilter,
    FactView,
    Finding,
    OrderFilter,
    OrderView,
    Rating,
    TextView,
)
from shared.web.door import ApiDoor

api = ApiDoor("feedback")

api.lists("/orders", reviews.find_orders, by=OrderFilter, answers=OrderView)
api.shows("/orders/<uuid:order_id>", reviews.show_order, answers=OrderView)
api.shows("/orders/<uuid:order_id>/text", reviews.show_text, answers=TextView)
api.verb("/orders/<uuid:order_id>/confirm", reviews.confirm_service, takes=Confirmation, answers=OrderView)
api.verb("/orders/<uuid:order_id>/review", reviews.review_order, takes=Rating, answers=OrderView)
api.verb("/orders/<uuid:order_id>/close-rectification", reviews.close_rectification, takes=Finding, answers=OrderView)
api.lists("/facts", facts.find_facts, by=FactFilter, answers=FactView)
