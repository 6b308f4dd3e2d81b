"""Who may do which act, and the words in which an act may say how and why."""

ROLES = {
    "approve": ["clerk"],
    "ask": ["clerk"],
    "answer": ["resident", "proxy"],
    "propose_rejection": ["clerk"],
    "sign_rejection": ["clerk"],
    "ring_back": ["clerk"],
    "refer": ["clerk"],
    "merge": ["clerk"],
    "leave": ["resident", "proxy"],
    "change": ["resident", "proxy"],
    "hold": ["clerk"],
    "resume": ["resident", "proxy", "clerk"],
    "urge": ["resident", "proxy"],
    "cancel": ["resident", "proxy"],
    "offer": ["dispatcher"],
    "ask_duty_team": ["dispatcher"],
    "escalate": ["dispatcher"],
    "delegate": ["dispatcher"],
    "propose_transfer": ["dispatcher"],
    "accept_transfer": ["dispatcher"],
    "withdraw": ["dispatcher"],
    "accept": ["volunteer", "clerk"],
    "decline": ["volunteer", "clerk"],
    "explain": ["volunteer", "clerk"],
    "dispute": ["volunteer"],
    "recruit": ["volunteer"],
    "join": ["volunteer"],
    "schedule": ["volunteer", "clerk"],
    "ask_to_postpone": ["volunteer"],
    "postpone": ["dispatcher"],
    "return": ["volunteer"],
    "check_in": ["volunteer", "clerk"],
    "no_show": ["resident", "proxy", "clerk"],
    "finish": ["volunteer", "clerk"],
    "confirm": ["resident", "proxy", "clerk"],
    "review": ["resident", "proxy", "clerk"],
    "propose_unfulfilled": ["dispatcher"],
    "sign_unfulfilled": ["dispatcher"],
    "close_rectification": ["evaluator"],
}
WORDS = {
    "approve": ["visit", "phone", "online"],
    "propose_rejection": ["illegal", "commercial", "outside_capability", "untrue", "duplicate"],
    "change": ["time", "need"],
    "hold": ["weather", "farm_work", "away", "material", "resident_asked"],
    "accept": ["app", "phone"],
    "decline": ["app", "phone"],
    "explain": ["app", "phone"],
    "schedule": ["app", "phone"],
    "check_in": ["door_word", "station_qr", "paper", "phone"],
    "finish": ["door_word", "station_qr", "paper", "phone"],
    "confirm": ["code", "link", "phone", "paper"],
    "review": ["link", "callback", "paper", "phone"],
    "propose_unfulfilled": [
        "no_skill",
        "no_qualification",
        "too_far",
        "no_time",
        "crew_incomplete",
    ],
    "close_rectification": ["valid", "invalid", "cannot_be_fixed"],
}
BY_STAFF = ("phone", "paper", "callback")
BY_CLERK = ("phone", "paper")
ALTERNATIVES = ["later_date", "other_item", "department", "hotline", "neighbours", "none"]
POSTPONED = ["weather", "crew", "transport", "farm_work", "resident_asked"]
DECLINED = ["", "farm_season", "too_far", "not_my_craft", "unable_for_a_while", "rather_not_say"]
RETURNED = ["ill", "farm_work", "transport", "weather", "family"]
WITHDRAWN = ["team_overloaded", "wrong_choice"]
