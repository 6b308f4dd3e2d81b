"""Whether the four services tell the same of an order: each fact as its authority tells it."""

from collections.abc import Iterator

from tests.flow.books import Life

LED = {"accepted", "recruiting", "scheduled"}
_SEEN_BY_RESIDENT = {"pending_review": "served"}
"""What request does not mirror: the resident said so themselves."""
_UNHEARD_OF = {"submitted", "info_needed", "rejected", "referred"}
"""The states of request in which no other service knows an order."""


def quarrels(life: Life) -> Iterator[str]:
    """Each thing that is told differently, in words."""
    yield from _different(life, expected_states(life), {name: life.state(name) for name in ("request", "dispatch")})
    if life.state("request") != "cancelled":
        yield from _unequal(life, "round", *(life.rows.keys() & {"request", "dispatch", "volunteer"}))
    yield from _about_the_leader(life)
    yield from _about_the_need(life)
    yield from _about_offers(life)


def expected_states(life: Life) -> dict[str, str | None]:
    """How request and dispatch have to stand, by the word of whoever decides."""
    reviewed, led = life.state("feedback"), life.state("volunteer")
    if reviewed is not None:
        return {"request": _SEEN_BY_RESIDENT.get(reviewed, reviewed), "dispatch": "served"}
    if led in {"in_service", "suspended"}:
        return {"request": "in_service", "dispatch": "in_service"}
    if life.state("request") in _UNHEARD_OF:
        return {"request": life.state("request"), "dispatch": None}
    if life.state("request") == "cancelled":
        return {"request": "cancelled", "dispatch": led}
    if life.state("dispatch") == "unfulfilled":
        return {"request": led, "dispatch": "unfulfilled"}
    if led in LED:
        return {"request": "scheduled" if led == "scheduled" else "accepted", "dispatch": "accepted"}
    return {"request": "offered", "dispatch": "offered"} if led == "offered" else _WAITING


_WAITING: dict[str, str | None] = {"request": "pending_dispatch", "dispatch": "pending"}


def _about_the_leader(life: Life) -> Iterator[str]:
    state = life.state("volunteer")
    if state in {*LED, "in_service", "suspended", "served"}:
        yield from _unequal(life, "leader_id", "dispatch", "volunteer")
    elif life.state("dispatch") in {"pending", "offered"} and life.rows["dispatch"]["leader_id"] is not None:
        yield f"{life.order_id}: dispatch names a leader of an order that has none"
    if state == "scheduled":
        yield from _unequal(life, "starts_at", "request", "dispatch", "volunteer")
    accepted = [one["round"] for one in life.offers["volunteer"].values() if one["state"] == "accepted"]
    if len(set(accepted)) < len(accepted):
        yield f"{life.order_id}: two said yes in one round and were both believed"


def _about_the_need(life: Life) -> Iterator[str]:
    """Until a visit begins, what request changed has been heard by dispatch, and so have its holds and its urgings."""
    if life.state("dispatch") not in {"pending", "offered", "accepted"}:
        return
    ours, theirs = life.rows["request"], life.rows["dispatch"]
    for name, other in (("need_version", "version"), ("need", "need"), ("urges", "urges")):
        if ours[name] != theirs[other]:
            yield f"{life.order_id}: {name} is {ours[name]} in request, {theirs[other]} in dispatch"
    if ours["held_until"] != theirs["held_until"] or (theirs["held_since"] is None) != (theirs["held_until"] is None):
        yield f"{life.order_id}: held until {ours['held_until']} in request, {theirs['held_until']} in dispatch"


_TOLD_ALIKE = {"open": "open", "waiting": "open", "declined": "declined", "expired": "expired"}


def _about_offers(life: Life) -> Iterator[str]:
    for offer_id, answered in life.offers["volunteer"].items():
        asked = life.offers["dispatch"][offer_id]["state"]
        alike = _TOLD_ALIKE.get(answered["state"])
        if (alike or asked) != asked or (alike is None and asked == "open"):
            yield f"{life.order_id}: an offer is {answered['state']} in volunteer, {asked} in dispatch"


def _different(life: Life, expected: dict[str, str | None], seen: dict[str, str | None]) -> Iterator[str]:
    if expected != seen:
        all_of_them = {name: row["state"] for name, row in life.rows.items()}
        yield f"{life.order_id}: by the word of who decides {expected}, but it stands as {all_of_them}"


def _unequal(life: Life, name: str, *services: str) -> Iterator[str]:
    told = {service: life.rows[service][name] for service in services}
    if len(set(told.values())) > 1:
        yield f"{life.order_id}: {name} is told differently: {told}"
