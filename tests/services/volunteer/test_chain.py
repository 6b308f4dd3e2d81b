"""The chain of the ledger: nothing in it can be rewritten, and who rewrites it all the same is found out, and where."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from operators import commands
from services.volunteer.ledger import chain
from services.volunteer.ledger.entries import content_of
from services.volunteer.ledger.models import LedgerEntry, LedgerHead
from services.volunteer.models import CrewMember
from shared.contracts.feedback import ServiceConfirmed
from shared.contracts.volunteer import OrderServed
from tests.services.volunteer.test_races import asking, at_once
from tests.services.volunteer.village import CLERK, EVALUATOR, Village, volunteer

LEDGER: Any = LedgerEntry.__table__
HEADS: Any = LedgerHead.__table__
CREW: Any = CrewMember.__table__
AT_ONCE = 24
OFF_GUARD = {
    True: ([f"DROP TRIGGER IF EXISTS ledger_refuses_{verb}" for verb in ("update", "delete")], []),
    False: (["ALTER TABLE ledger DISABLE TRIGGER USER"], ["ALTER TABLE ledger ENABLE TRIGGER USER"]),
}
"""How an administrator takes the guard off, and puts it back where others go on using the database."""


def audited(village: Village, kept: Mapping[int, str] = {}) -> str | None:
    """The first thing that is wrong."""
    audit = village.stage.service.audit
    assert audit is not None
    with village.stage.database.read() as session:
        fault, there_is = audit(session, kept)
    assert there_is
    return fault


def as_administrator(village: Village, *statements: sa.Executable) -> None:
    """Rewrite what is guarded, as somebody can who owns the database."""
    with village.stage.database.writer.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        before, after = OFF_GUARD[sqlite]
        for statement in (*map(sa.text, before), *statements, *map(sa.text, after)):
            connection.execute(statement)


@pytest.fixture
def kept(village: Village) -> Village:
    """Six entries: two visits of two, the second one confirmed."""
    me, other = village.enrol(), village.enrol()
    village.served(me, other, minutes=30)
    confirmed = village.served(me, other, minutes=40)
    village.stage.hear(ServiceConfirmed(order_id=confirmed, means="link", minutes_class="verified"))
    assert audited(village) is None
    return village


def at(number: int) -> Any:
    return LEDGER.c.number == number


REWRITINGS: dict[str, tuple[Callable[[], list[Any]], str]] = {
    "a changed row": (lambda: [LEDGER.update().where(at(3)).values(minutes=400)], "entry 3 is not as it was written"),
    "another class": (
        lambda: [LEDGER.update().where(at(1)).values(minutes_class="verified")],
        "entry 1 is not as it was written",
    ),
    "a removed row": (lambda: [LEDGER.delete().where(at(4))], "entry 4 is gone: entry 5 comes in its place"),
    "the last row": (
        lambda: [LEDGER.delete().where(at(6))],
        "the last entries are gone: 6 were written, the last one here is entry 5",
    ),
    "the first row": (lambda: [LEDGER.delete().where(at(1))], "entry 1 is gone: entry 2 comes in its place"),
    "a swapped pair": (
        lambda: [
            LEDGER.update().where(at(2)).values(number=99),
            LEDGER.update().where(at(3)).values(number=2),
            LEDGER.update().where(at(99)).values(number=3),
        ],
        "entry 2 is not as it was written",
    ),
    "no cause": (lambda: [LEDGER.update().where(at(5)).values(caused_by="")], "entry 5 does not say what caused it"),
    "a head that was put back": (
        lambda: [HEADS.update().values(number=5)],
        "the head of the chain stands at entry 5, and not at entry 6 as it was written",
    ),
}


@pytest.mark.parametrize("what", REWRITINGS)
def test_a_rewriting_is_found_with_its_place(kept: Village, what: str) -> None:
    statements, fault = REWRITINGS[what]
    as_administrator(kept, *statements())
    assert audited(kept) == fault


def test_visits_that_say_something_else_are_found(kept: Village) -> None:
    some = CREW.c.minutes == 30
    as_administrator(kept, CREW.update().where(some).values(minutes=300))
    found = audited(kept)
    assert found and "the ledger says 30 declared, the visit says 300 declared" in found


def test_a_tail_that_was_cut_off_with_its_head_is_found_by_the_visits(kept: Village) -> None:
    with kept.stage.database.read() as session:
        fifth = session.scalars(sa.select(LedgerEntry).where(at(5))).one()
        last_hash = fifth.hash
    cut = [LEDGER.delete().where(at(6)), HEADS.update().values(number=5, hash=last_hash)]
    as_administrator(kept, *cut)
    found = audited(kept)
    assert found and "the ledger says 40 declared, the visit says 40 verified" in found


def test_who_rewrites_all_of_it_is_found_by_a_digest_that_was_kept_elsewhere(kept: Village) -> None:
    """The last entry, its visit and the head, all of them anew and all of them fitting."""
    with kept.stage.database.read() as session:
        last = session.scalars(sa.select(LedgerEntry).where(at(6))).one()
        pinned, content = {6: last.hash}, {**content_of(last), "minutes": 400}
        forged = chain.digest(content, last.previous_hash)
        visit = CREW.c.order_id == last.order_id, CREW.c.volunteer_id == last.volunteer_id
    rewritten = [LEDGER.update().where(at(6)).values(minutes=400, hash=forged), HEADS.update().values(hash=forged)]
    as_administrator(kept, *rewritten, CREW.update().where(*visit).values(minutes=400))
    assert audited(kept) is None
    found = audited(kept, pinned)
    assert found == "entry 6 is another one than when its digest was kept: what lies before was written anew"
    found = audited(kept, {9: pinned[6]})
    assert found == "entry 9 is gone, whose digest was kept: the last one here is entry 6"


@pytest.mark.parametrize("rewriting", [LEDGER.update().values(minutes=1), LEDGER.delete()], ids=["update", "delete"])
def test_the_database_itself_refuses(kept: Village, rewriting: Any) -> None:
    with pytest.raises(DBAPIError), kept.stage.database.writer.begin() as connection:
        connection.execute(rewriting)
    assert audited(kept) is None


def test_every_entry_names_its_cause_and_its_place(kept: Village) -> None:
    entries = kept.stage.get("/ledger", CLERK).json
    assert [one["number"] for one in entries] == [1, 2, 3, 4, 5, 6]
    assert [one["previous_hash"] for one in entries[1:]] == [one["hash"] for one in entries[:-1]]
    causes = Counter((one["cause"], one["caused_by"]) for one in entries)
    assert sorted(causes.values()) == [2, 2, 2] and all(UUID(by) for _, by in causes)


def test_many_who_finish_at_once_keep_one_unbroken_chain(village: Village) -> None:
    """And those who are confirmed, disputed and decided at the same time."""
    people = [village.enrol() for _ in range(AT_ONCE)]
    served = [village.served(one) for one in people[: AT_ONCE // 2]]
    begun = [village.begun(one, *({people[0]} - {one})) for one in people]
    finishing = [
        asking(village, f"/orders/{order}/finish", volunteer(one), _minutes(one, *({people[0]} - {one})))
        for order, one in zip(begun, people, strict=True)
    ]
    words = {"code": "wrong_minutes"}
    disputing = [
        asking(village, f"/orders/{order}/dispute", volunteer(one), words)
        for order, one in zip(served, people, strict=False)
    ]
    confirmed = [ServiceConfirmed(order_id=one, means="link", minutes_class="verified") for one in served]
    outcomes = at_once(*finishing, *disputing, lambda: village.stage.hear(*confirmed))
    assert [status for status, _ in outcomes[:-1]] == [200] * len([*finishing, *disputing])
    assert village.stage.inbox() == {} and audited(village) is None
    assert len(village.stage.said(OrderServed)) == len(served) + len(begun)
    assert village.stage.get("/flags", EVALUATOR).status_code == 200


def _minutes(*crew: UUID) -> dict[str, Any]:
    return {"minutes": [{"volunteer_id": str(one), "minutes": 10} for one in crew]}


def test_an_operator_is_told_whether_and_where(kept: Village) -> None:
    [ledger] = [command for command in commands([kept.stage.service]) if command.name == "ledger"]
    well = CliRunner().invoke(ledger, ["verify"])
    assert well.exit_code == 0 and "volunteer: as it was written.\n    6 entries, the last one" in well.output
    number, digest = re.findall(r"(\d+) entries, .* digest (\w+)", well.output)[0]
    kept.served(kept.enrol())
    later = CliRunner().invoke(ledger, ["verify", "--kept", f"{number}:{digest}"])
    assert later.exit_code == 0 and "7 entries" in later.output
    other = CliRunner().invoke(ledger, ["verify", "--kept", f"5:{digest}"])
    assert other.exit_code == 1 and "WRONG: entry 5 is another one" in other.output
    assert CliRunner().invoke(ledger, ["verify", "--kept", "what I saw"]).exit_code == 2
    as_administrator(kept, LEDGER.update().where(at(3)).values(minutes=400))
    wrong = CliRunner().invoke(ledger, ["verify"])
    assert wrong.exit_code == 1 and "volunteer: WRONG: entry 3 is not as it was written." in wrong.output
