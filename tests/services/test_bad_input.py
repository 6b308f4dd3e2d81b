"""Whatever is sent gets a clear answer, and nothing is half done."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest

from shared.web import identity
from tests.services.counter import ORDERS, as_header, is_clear, open_counter, order_with, rows, send
from tests.services.request.desk import ITEM, OFFICE, ORDER, RESIDENT
from tests.services.stage import Stage

A_VERB = {
    "request": f"/orders/{uuid4()}/approve",
    "dispatch": f"/orders/{uuid4()}/withdraw",
    "volunteer": f"/orders/{uuid4()}/check-in",
    "feedback": f"/orders/{uuid4()}/confirm",
}
BODIES: list[tuple[bytes, int]] = [
    (b"", 400),
    (b"no json", 400),
    (b'{"means": ', 400),
    (b"\xff\xfe\x00", 400),
    (b"[" * 100_000, 400),
    (b'{"a":' * 50_000, 400),
    (b"[]", 422),
    (b"null", 422),
    (b'"text"', 422),
    (b'{"unheard_of": 1}', 422),
    (b"{}", 422),
    (b'{"means": NaN}', 400),
    (b'{"means": -Infinity}', 400),
    (b'{"means": 1e999}', 400),
    (b'{"means": 1' + b"0" * 5000 + b"}", 400),
    (b'{"means": 1' + b"0" * 400 + b"}", 422),
    (b'{"means": "code", "means": "code"}', 400),
    (b'{"means": "\\u0000"}', 422),
    (b'{"means": "\\ud800"}', 422),
    (b'{"means": "' + b"x" * 10_000_000 + b'"}', 413),
]
FIELDS = [
    ("need_text", r'"\u0000"'),
    ("need_text", r'"a\u0007b"'),
    ("need_text", r'"half \ud842 a character"'),
    ("need_text", '"   "'),
    ("need_text", f'"{"长" * 2001}"'),
    ("requester_phone", '"１３９００００００１"'),
    ("requester_phone", r'"13900000001\n"'),
    ("recipient_age", "1e30"),
    ("recipient_age", "-1"),
    ("recipient_age", '"80"'),
    ("recipient_age", "79.5"),
    ("consent", "1"),
    ("consent", '"yes"'),
    ("circumstances", '["rich"]'),
    ("wanted_from", '"2026-11-17T08:30:00"'),
    ("wanted_from", '"next Tuesday"'),
    ("wanted_from", '"0001-01-01T00:00:00+14:00"'),
    ("wanted_to", '"9999-12-31T23:59:59-12:00"'),
    ("station_code", '"62082110220５"'),
    ("channel", '"telepathy"'),
    ("kind", "null"),
    ("unheard_of", '"x"'),
]
IMPOSSIBLE: Mapping[str, Mapping[str, Any]] = {
    "window_is_past": {"wanted_from": "2026-11-15T08:00:00+08:00", "wanted_to": "2026-11-15T12:00:00+08:00"},
    "window_is_empty": {"wanted_to": "2026-11-17T08:00:00+08:00"},
    "unknown_station": {"station_code": "620821999999"},
    "unknown_item": {"item_code": "X99"},
    "consent_missing": {"consent": False},
}
NOBODY = [
    "",
    "wang",
    "king:wang",
    "system:clock",
    "clerk:wang",
    "clerk:wang@",
    "clerk:wang@62082",
    "clerk:wang@620821/102/",
    "resident:r1@620821",
    "resident:r 1",
    f"resident:{'x' * 65}",
    "clerk:王@620821",
    "clerk:wang@６２０８２１",
]
RARE = "𠮷囍🧧👩‍🦽 ཨོཾ é\n二行"


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    return open_counter(open_stage("request"))


@pytest.mark.parametrize("service", A_VERB)
def test_every_service_refuses_what_it_cannot_read(
    open_stage: Callable[..., Stage], service: str, subtests: pytest.Subtests
) -> None:
    stage = open_stage(service)
    before = rows(stage)
    for body, status in BODIES:
        with subtests.test(body=body[:24]):
            assert is_clear(send(stage, A_VERB[service], body), status)
    assert rows(stage) == before


def test_what_is_not_said_to_be_json_is_refused(stage: Stage) -> None:
    headers = {"X-Sidan-Actor": OFFICE, "Idempotency-Key": "k"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = stage.client.post(ORDERS, data=json.dumps(ORDER), content_type=kind, headers=headers)
        assert is_clear(answer, 415), kind


def test_a_field_that_is_wrong_or_missing_is_named(stage: Stage, subtests: pytest.Subtests) -> None:
    before = rows(stage)
    for field, raw in FIELDS:
        with subtests.test(field=field, raw=raw[:30]):
            answer = send(stage, "/orders", order_with(field, raw))
            assert is_clear(answer, 422, "unprocessable_entity")
            assert list(answer.json["errors"]["json"]) == [field]
    for field in ORDER.keys() - {"item_code"}:
        answer = send(stage, "/orders", json.dumps({name: value for name, value in ORDER.items() if name != field}))
        assert is_clear(answer, 422) and list(answer.json["errors"]["json"]) == [field]
    assert rows(stage) == before


def test_what_cannot_be_is_refused_with_a_sentence(stage: Stage, subtests: pytest.Subtests) -> None:
    before = rows(stage)
    for code, different in IMPOSSIBLE.items():
        with subtests.test(code):
            assert is_clear(stage.post("/orders", RESIDENT, {**ORDER, **different}), 422, code)
    assert rows(stage) == before


def test_rare_characters_are_given_back_unchanged(stage: Stage) -> None:
    assert stage.put("/sites/620821103", OFFICE, {"level": "office", "name": RARE}).json["name"] == RARE
    assert stage.get("/sites/620821103", OFFICE).json["name"] == RARE
    assert stage.post("/orders", RESIDENT, {**ORDER, "external_ref": RARE}).json["external_ref"] == RARE
    found = stage.client.get(ORDERS, query_string={"external_ref": RARE}, headers={"X-Sidan-Actor": OFFICE})
    assert [order["external_ref"] for order in found.json] == [RARE]


def test_who_does_not_say_who_they_are_is_told_how(stage: Stage, subtests: pytest.Subtests) -> None:
    before = rows(stage)
    for actor in NOBODY:
        with subtests.test(actor):
            headers = {"X-Sidan-Actor": as_header(actor), "Idempotency-Key": "k"}
            assert is_clear(stage.client.post(ORDERS, json=ORDER, headers=headers), 401)
            assert is_clear(stage.client.get("/api/v1/items", headers=headers), 401)
    assert is_clear(stage.client.get("/api/v1/items"), 401)
    assert rows(stage) == before


def test_nobody_is_believed_from_another_machine(stage: Stage) -> None:
    headers = {"X-Sidan-Actor": OFFICE, "Idempotency-Key": "k"}
    before = rows(stage)
    for address in ("192.0.2.1", "::2", "0.0.0.0"):
        from_there = {"REMOTE_ADDR": address}
        assert is_clear(stage.client.post(ORDERS, json=ORDER, headers=headers, environ_base=from_there), 401), address
    assert rows(stage) == before
    from_here = stage.client.get("/api/v1/items", headers=headers, environ_base={"REMOTE_ADDR": "::1"})
    assert from_here.status_code == 200


def test_in_containers_the_network_of_the_proxy_is_believed_and_no_other(stage: Stage) -> None:
    headers = {"X-Sidan-Actor": OFFICE}
    identity.believe("172.30.86.0/24")
    try:
        seen = {
            address: stage.client.get(
                "/api/v1/items", headers=headers, environ_base={"REMOTE_ADDR": address}
            ).status_code
            for address in ("172.30.86.7", "172.30.87.7", "::2", "127.0.0.1")
        }
    finally:
        identity.believe(None)
    assert seen == {"172.30.86.7": 200, "172.30.87.7": 401, "::2": 401, "127.0.0.1": 200}


def test_creating_needs_a_key_that_is_one(stage: Stage, subtests: pytest.Subtests) -> None:
    before = rows(stage)
    assert is_clear(stage.client.post(ORDERS, json=ORDER, headers={"X-Sidan-Actor": RESIDENT}), 400)
    for key in ("", "x" * 101, "a b", "钥匙", "a/b"):
        with subtests.test(key=key):
            headers = {"X-Sidan-Actor": RESIDENT, "Idempotency-Key": as_header(key)}
            assert is_clear(stage.client.post(ORDERS, json=ORDER, headers=headers), 400)
    assert rows(stage) == before


def test_a_key_stands_for_one_request(stage: Stage) -> None:
    assert stage.post("/orders", RESIDENT, ORDER, key="once").status_code == 201
    before = rows(stage)
    assert is_clear(stage.post("/orders", RESIDENT, {**ORDER, "recipient_age": 70}, key="once"), 422, "key_reused")
    assert rows(stage) == before


def test_an_edit_from_any_version_but_the_present_one_is_refused(stage: Stage, subtests: pytest.Subtests) -> None:
    before = rows(stage)
    tried = {None: 412, '"7"': 412, "1": 400, 'W/"1"': 400, "*": 400, '"1", "2"': 400, "garbage": 400, "": 400}
    for if_match, status in tried.items():
        with subtests.test(if_match=if_match):
            headers = {"X-Sidan-Actor": OFFICE} | ({} if if_match is None else {"If-Match": if_match})
            edit = {**ITEM, "minutes": 5}
            assert is_clear(stage.client.put("/api/v1/items/H03", json=edit, headers=headers), status)
    assert rows(stage) == before and stage.get("/items/H03", OFFICE).json["rules"]["minutes"] == 60


def test_a_list_names_the_filter_that_is_wrong(stage: Stage, subtests: pytest.Subtests) -> None:
    pages = ("page_size=501", "page_size=0", "page=0", "page=-1", "page=x", "page=" + "9" * 5000)
    filters = ("state=%00", "order_no=123456789", "external_ref=%00", "state=flying")
    for query in pages + filters:
        with subtests.test(query[:40]):
            answer = stage.get(f"/orders?{query}", OFFICE)
            assert is_clear(answer, 422) and list(answer.json["errors"]["query"]) == [query.partition("=")[0]]


def test_beyond_the_last_page_there_is_nothing(stage: Stage) -> None:
    stage.post("/orders", RESIDENT, ORDER)
    for page in ("2", "9" * 18, "9" * 40):
        answer = stage.get(f"/orders?page={page}", OFFICE)
        assert answer.status_code == 200 and answer.json == [], page


def test_a_path_to_nowhere_leads_nowhere(stage: Stage, subtests: pytest.Subtests) -> None:
    for path in (
        "/orders/12",
        "/orders/%00",
        f"/orders/{uuid4()}x",
        f"/orders/{uuid4()}",
        "/items/%00",
        "/items/a%07b",
    ):
        with subtests.test(path):
            assert is_clear(stage.get(path, OFFICE), 404)
    assert is_clear(stage.get("/sites/%ED%A0%80", OFFICE), 422, "site_code")


def test_a_wrong_method_is_told_which_are_right(stage: Stage) -> None:
    answer = stage.client.delete(ORDERS, headers={"X-Sidan-Actor": OFFICE})
    assert is_clear(answer, 405) and set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}
