"""The programs' door of request."""

from services.request.handlers import catalogue, orders, taking, verifying
from services.request.schemas import (
    Approval,
    Cancellation,
    ItemBody,
    ItemView,
    Merging,
    NewOrder,
    NoFilter,
    OrderFilter,
    OrderView,
    PlacedOrderView,
    Referral,
    Rejection,
    SiteBody,
    SiteView,
)
from shared.web.door import ApiDoor

api = ApiDoor("request")

api.creates("/orders", taking.submit_order, takes=NewOrder, answers=PlacedOrderView)
api.lists("/orders", orders.find_orders, by=OrderFilter, answers=OrderView)
api.shows("/orders/<uuid:order_id>", orders.show_order, answers=OrderView)
api.verb("/orders/<uuid:order_id>/approve", verifying.approve_order, takes=Approval, answers=OrderView)
api.verb("/orders/<uuid:order_id>/reject", verifying.reject_order, takes=Rejection, answers=OrderView)
api.verb("/orders/<uuid:order_id>/refer", verifying.refer_order, takes=Referral, answers=OrderView)
api.verb("/orders/<uuid:order_id>/merge", verifying.merge_order, takes=Merging, answers=OrderView)
api.verb("/orders/<uuid:order_id>/cancel", verifying.cancel_order, takes=Cancellation, answers=OrderView)
api.lists("/items", catalogue.find_items, by=NoFilter, answers=ItemView)
api.shows("/items/<code>", catalogue.show_item, answers=ItemView)
api.edits("/items/<code>", catalogue.publish_item, takes=ItemBody, answers=ItemView)
api.lists("/sites", catalogue.find_sites, by=NoFilter, answers=SiteView)
api.shows("/sites/<code>", catalogue.show_site, answers=SiteView)
api.edits("/sites/<code>", catalogue.name_site, takes=SiteBody, answers=SiteView)
