"""The two words of a visit: for whoever ordered, once somebody comes; for staff with a look that is kept and told."""

from pathlib import Path
from uuid import UUID

from shared.codes import Codes
from shared.contracts.request import FinishingCodeLookedUp
from shared.settings import codes_key
from tests.services.request.desk import CLERK, ELSEWHERE, OTHER_CLERK, PROXY, RESIDENT, Desk, accepted
from tests.services.stage import CODES_KEY

CODES = Codes(lambda: CODES_KEY)


def come(desk: Desk) -> str:
    """An order that somebody has accepted."""
    order_id = desk.place()
    desk.approve(order_id)
    refused = desk.stage.get(f"/orders/{order_id}/codes", RESIDENT)
    assert (refused.status_code, refused.json["code"]) == (409, "nobody_comes")
    assert desk.ask(order_id, "look-up-codes").json["code"] == "nobody_comes"
    desk.stage.hear(accepted(order_id))
    return order_id


def test_whoever_ordered_sees_both_once_somebody_has_accepted(desk: Desk) -> None:
    order_id = come(desk)
    words = {"order_id": order_id, "door_word": CODES.door_word(UUID(order_id))}
    words["finishing_code"] = CODES.finishing_code(UUID(order_id))
    for actor in (RESIDENT, PROXY):
        assert desk.stage.get(f"/orders/{order_id}/codes", actor).json == words
    shown = [
        desk.stage.get("/orders", CLERK).json,
        desk.look(order_id),
        desk.stage.get(f"/orders/{order_id}/story", RESIDENT).json,
    ]
    assert words["finishing_code"] not in str(shown) and words["door_word"] not in str(shown)


def test_staff_see_them_only_with_a_look_that_is_kept_told_and_said(desk: Desk) -> None:
    order_id = come(desk)
    path = f"/orders/{order_id}/codes"
    assert desk.stage.get(path, CLERK).json["code"] == "look_first"
    assert desk.ask(order_id, "look-up-codes", ELSEWHERE).status_code == 404
    assert desk.ask(order_id, "look-up-codes", RESIDENT).status_code == 403
    desk.must(order_id, "look-up-codes")
    assert desk.stage.get(path, CLERK).json["finishing_code"] == CODES.finishing_code(UUID(order_id))
    assert desk.stage.get(path, OTHER_CLERK).json["code"] == "look_first"
    [said] = desk.stage.said(FinishingCodeLookedUp)
    assert isinstance(said, FinishingCodeLookedUp) and said.mark == CODES.mark(UUID(order_id), "c1")
    assert desk.told(order_id, "code_looked_up") == 1
    for actor in (RESIDENT, CLERK):
        assert [one["looked_by"] for one in desk.stage.get(f"/orders/{order_id}/code-looks", actor).json] == [
            "clerk:c1"
        ]


def test_the_secret_is_made_once_where_none_is_given(tmp_path: Path) -> None:
    file = tmp_path / "var/key"
    ask = codes_key({"CODES_KEY_FILE": str(file)})
    assert not file.exists()
    first = ask()
    assert len(first) == 64 and file.stat().st_mode & 0o077 == 0
    assert ask() == codes_key({"CODES_KEY_FILE": str(file), "CODES_KEY": "another"})() == first
    assert [one.name for one in file.parent.iterdir()] == ["key"]
    assert codes_key({"CODES_KEY": "given"})() == "given"
