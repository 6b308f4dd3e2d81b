"""Who hears what: the deliveries that an order causes, whoever carries it."""

SERVICES = ("request", "dispatch", "volunteer", "feedback")
HEARD_BY = {
    "orders": {"order.submitted.v1": ("feedback",)},
    "approve": {"order.approved.v1": ("dispatch", "feedback")},
    "offers": {"order.offered.v1": ("request", "volunteer", "feedback")},
    "accept": {"order.accepted.v1": ("request", "dispatch", "feedback")},
    "check-in": {"order.checked_in.v1": ("request", "dispatch", "feedback")},
    "finish": {"order.served.v1": ("request", "dispatch", "feedback")},
    "review": {
        "service.confirmed.v1": ("volunteer", "feedback"),
        "order.reviewed.v1": ("request", "dispatch", "volunteer", "feedback"),
        "order.closed.v1": ("request", "feedback"),
    },
}
"""The last word of each command's path → whom its news must reach."""

LISTENERS = {kind: listeners for told in HEARD_BY.values() for kind, listeners in told.items()}
"""The news of an order → whom it must reach."""

DELIVERIES = sum(map(len, LISTENERS.values()))
"""How many deliveries an order causes."""
