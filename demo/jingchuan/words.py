"""Who may do which act, and the words in which an act may say how and why."""

ROLES = {
    "approve": ["clerk"],
    "reject": ["clerk"],
    "refer": ["clerk"],
    "merge": ["clerk"],
    "cancel": ["resident", "proxy"],
    "offer": ["dispatcher"],
    "withdraw": ["dispatcher"],
    "accept": ["volunteer", "clerk"],
    "decline": ["volunteer", "clerk"],
    "return": ["volunteer"],
    "check_in": ["volunteer"],
    "no_show": ["resident", "proxy", "clerk"],
    "finish": ["volunteer"],
    "confirm": ["resident", "proxy", "clerk"],
    "review": ["resident", "proxy", "clerk"],
    "propose_unfulfilled": ["dispatcher"],
    "sign_unfulfilled": ["dispatcher"],
    "close_rectification": ["evaluator"],
}
WORDS = {
    "approve": ["visit", "phone", "online"],
    "reject": ["illegal", "commercial", "outside_capability", "untrue", "duplicate"],
    "accept": ["app", "phone"],
    "decline": ["app", "phone"],
    "check_in": ["door_word", "station_qr", "paper", "phone"],
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
DECLINED = ["", "farm_season", "too_far", "not_my_craft", "unable_for_a_while", "rather_not_say"]
RETURNED = ["ill", "farm_work", "transport", "weather", "family"]
WITHDRAWN = ["team_overloaded", "need_changed", "wrong_choice"]
