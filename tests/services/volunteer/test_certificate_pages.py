"""The pages of certificates: anybody checks one, and nobody is named; the sheet is for whose name it holds."""

import json
from datetime import timedelta
from importlib.resources import files

import pytest

from services.volunteer.record.schemas import REVOCATION_REASONS
from shared import clock
from tests.services.stage import Clockwork
from tests.services.volunteer.test_service_record import PERIOD, served
from tests.services.volunteer.village import CLERK, OFFICE, OTHER_CLERK, PERSON, RESIDENT, Village, volunteer

UNHEARD_OF = "ZY0000000000"
"""Its last digit fits."""
WORDS = files("services.volunteer.record").joinpath("templates/certificate_words.html").read_text()


@pytest.fixture
def issued(village: Village, clockwork: Clockwork) -> tuple[str, str]:
    """The number of a certificate, and whose it is."""
    clockwork.set(clock.now() + timedelta(days=2))
    me = village.enrol()
    served(village, me, 130)
    answer = village.stage.post(f"/volunteers/{me}/certificates", volunteer(me), PERIOD)
    return str(answer.json["number"]), volunteer(me)


def test_whoever_types_a_number_in_any_way_comes_to_its_page(village: Village, issued: tuple[str, str]) -> None:
    number, _ = issued
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number)
    for typed in (number, f" {number.lower()} ", f"{number[:2]} {number[2:7]}-{number[7:]}", wide):
        answer = village.stage.client.get("/certificates", query_string={"number": typed})
        assert (answer.status_code, answer.location) == (302, f"/certificates/{number}"), typed


def test_the_page_tells_whether_it_counts_and_what_it_certifies_and_names_nobody(
    village: Village, issued: tuple[str, str]
) -> None:
    number, me = issued
    page = village.stage.client.get(f"/certificates/{number.lower()}?lang=en")
    assert page.status_code == 200
    for told in ("This certificate counts", "November 16, 2026", "November 18, 2026", "2 h 10 min", "Verified"):
        assert told in page.text, told
    for untold in (PERSON["name"], PERSON["phone"], "JCV0001", me, me.partition(":")[2], "clerk", "volunteer:"):
        assert untold not in page.text, untold


def test_a_revoked_one_says_so_when_and_why(village: Village, issued: tuple[str, str]) -> None:
    number, _ = issued
    village.stage.post(f"/certificates/{number}/revoke", OFFICE, {"reason_code": "issued_twice"})
    page = village.stage.client.get(f"/certificates/{number}").text
    assert "这张证明已经撤销" in page and "2026年11月18日撤销，原因：同一段服务开了两张。" in page
    assert "这张证明有效" not in page


def test_one_whose_minutes_are_disputed_says_so_on_both_sheets(village: Village, issued: tuple[str, str]) -> None:
    number, me = issued
    [visit] = village.stage.get(f"/volunteers/{me.removeprefix('volunteer:')}/services", CLERK).json
    village.ask(visit["order_id"], "dispute", me, code="not_mine")
    for path, told in ((f"/certificates/{number}", {}), (f"/certificates/{number}/sheet", {"X-Sidan-Actor": me})):
        assert "开具以后，其中有的时长有异议" in village.stage.client.get(path, headers=told).text


def test_an_unknown_number_is_answered_with_what_to_do(village: Village) -> None:
    miscopied = village.stage.client.get("/certificates/ZY0000000001")
    unknown = village.stage.client.get(f"/certificates/{UNHEARD_OF}")
    assert (miscopied.status_code, unknown.status_code) == (404, 404)
    assert "多半抄错了" in miscopied.text and "多半抄错了" not in unknown.text and "写法没有错" in unknown.text
    assert 'href="tel:12345"' in unknown.text
    blank = village.stage.client.get("/certificates?number=%20")
    assert blank.status_code == 422 and "请填证明上的编号" in blank.text


@pytest.mark.parametrize(
    "typed", ["'; DROP TABLE certificates; --", "<script>alert(1)</script>", "9" * 5000, "%00", "。"]
)
def test_whatever_is_typed_is_taken_for_a_number_of_bearable_length(village: Village, typed: str) -> None:
    answer = village.stage.client.get("/certificates", query_string={"number": typed}, follow_redirects=True)
    assert answer.status_code in {404, 422}
    assert "<script>alert" not in answer.text and "9" * 25 not in answer.text


def test_the_sheet_is_for_whose_it_is_and_for_staff_of_their_place(village: Village, issued: tuple[str, str]) -> None:
    number, me = issued
    for actor in (me, CLERK, OFFICE):
        sheet = village.stage.client.get(f"/certificates/{number}/sheet", headers={"X-Sidan-Actor": actor})
        assert sheet.status_code == 200 and PERSON["name"] in sheet.text and "JCV0001" in sheet.text
        assert f"localhost/certificates/{number}" in sheet.text
    other = volunteer(village.enrol())
    for told, status in (({}, 401), *(({"X-Sidan-Actor": one}, 403) for one in (other, RESIDENT))):
        closed = village.stage.client.get(f"/certificates/{number}/sheet", headers=told)
        assert closed.status_code == status and PERSON["name"] not in closed.text
        assert "这一页不公开" in closed.text and f'href="/certificates/{number}"' in closed.text
    beyond = village.stage.client.get(f"/certificates/{number}/sheet", headers={"X-Sidan-Actor": OTHER_CLERK})
    assert beyond.status_code == 404 and PERSON["name"] not in beyond.text


def test_from_another_machine_nobody_may_say_who_they_are(village: Village, issued: tuple[str, str]) -> None:
    number, me = issued
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    sheet = village.stage.client.get(
        f"/certificates/{number}/sheet", headers={"X-Sidan-Actor": me}, environ_base=elsewhere
    )
    assert sheet.status_code == 401 and PERSON["name"] not in sheet.text
    assert village.stage.client.get(f"/certificates/{number}", environ_base=elsewhere).status_code == 200


def test_no_page_of_a_certificate_is_kept_by_a_browser_or_found_by_a_search(
    village: Village, issued: tuple[str, str]
) -> None:
    number, me = issued
    for path in ("", f"/{number}", f"/{number}/sheet", f"/{UNHEARD_OF}", "?number="):
        told = village.stage.client.get(f"/certificates{path}", headers={"X-Sidan-Actor": me}).headers
        assert (told["Cache-Control"], told["X-Robots-Tag"]) == ("no-store", "noindex"), path


def test_there_are_words_for_every_class_every_reason_and_every_change() -> None:
    known = [*REVOCATION_REASONS, "declared", "witnessed", "verified", "corrected", "disputed", "doubted"]
    assert [name for name in known if f"{json.dumps(name)}: " not in WORDS] == []
