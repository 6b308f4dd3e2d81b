"""What was decided from what: kept beside each offer, and answered alike when it is asked again."""

import os
import subprocess
import sys
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from click.testing import CliRunner

from services.dispatch.assigning.command import check, replay
from services.dispatch.suggesting.tables import Paper, Snapshot
from tests.services.dispatch.crowd import ask, best, candidates, helper, placed
from tests.services.dispatch.desk import CENTER, DISPATCHER, OTHER_TEAM, TEAM, approve, offering, withdraw
from tests.services.stage import Stage


def snapshots(stage: Stage) -> list[Snapshot]:
    with stage.database.read() as session:
        return list(session.scalars(sa.select(Snapshot).order_by(Snapshot.snapshot_id)))


def told(stage: Stage, verb: Any, *arguments: str) -> Any:
    return CliRunner().invoke(verb, arguments, obj=stage.database.url.render_as_string(hide_password=False))


def test_an_offer_keeps_what_was_suggested_and_who_was_chosen(stage: Stage) -> None:
    people = [helper(stage) for _ in range(7)]
    order_id = approve(stage)
    ranked, seen = best(stage, order_id), candidates(stage, order_id)
    answer = ask(stage, order_id, UUID(ranked[1]))
    assert answer.status_code == 201 and len(people) == len(ranked)
    [kept] = snapshots(stage)
    choice = answer.json["choice"]
    assert choice == {
        "snapshot_id": str(kept.snapshot_id),
        "chosen": [{"kind": "person", "id": ranked[1], "place": 2}],
        "asks_reason": False,
    }
    assert [one["id"] for one in kept.suggested] == ranked
    assert (kept.roster_version, kept.weights_version) == (seen["roster_version"], seen["weights_version"])
    assert (kept.status, kept.made_by, kept.round, kept.reason_code) == ("ranked", "d1", 1, None)


def test_whoever_knows_better_is_asked_why_and_need_not_say(stage: Stage) -> None:
    for _ in range(7):
        helper(stage)
    order_id = approve(stage)
    last = UUID(best(stage, order_id)[-1])
    assert ask(stage, order_id, last).json["choice"]["asks_reason"] is True
    withdraw(stage, order_id)
    last = UUID(best(stage, order_id)[-1])
    answer = ask(stage, order_id, last, override_reason="knows_them")
    assert answer.json["choice"]["asks_reason"] is False
    assert [one.reason_code for one in snapshots(stage)] == [None, "knows_them"]
    refused = ask(stage, approve(stage, "00000002"), last, override_reason="because I say so")
    assert refused.status_code == 422


def test_a_pool_and_somebody_who_cannot_go_are_choices_like_any_other(stage: Stage) -> None:
    helper(stage)
    body = offering(TEAM, OTHER_TEAM, pool=True)
    answer = stage.post(f"/orders/{approve(stage)}/offers", DISPATCHER, body)
    assert [one["place"] for one in answer.json["choice"]["chosen"]] == [None, None]
    assert answer.json["choice"]["asks_reason"] is True


def test_a_refused_offer_leaves_nothing(stage: Stage) -> None:
    helper(stage)
    order_id = approve(stage)
    assert ask(stage, order_id).status_code == 422
    assert ask(stage, order_id, TEAM).status_code == 422
    with stage.database.read() as session:
        assert session.scalars(sa.select(Paper)).all() == [] == snapshots(stage)


def test_a_decision_is_replayed_to_the_same_answer_whatever_has_become_of_the_roster(stage: Stage) -> None:
    people = [helper(stage, skills=["电工", *["护理"] * (number % 2)]) for number in range(25)]
    members = [helper(stage, team_ids=[TEAM], home_path="620821/105/201") for _ in range(3)]
    stage.hear(placed("620821/102/205", 35.33), placed("620821/105/201", 35.35), placed("620821/104/201", 35.3))
    order_id = approve(stage)
    snapshot_id = ask(stage, order_id, people[0]).json["choice"]["snapshot_id"]
    for one in (*people, *members):
        helper(stage, 2, one, status="paused")
    stage.hear(placed("620821/102/205", 36.33, version=2))
    answer = told(stage, replay, snapshot_id)
    assert answer.exit_code == 0 and "The same answer." in answer.output, answer.output
    assert answer.output.count("person ") == 20 and answer.output.count("team ") == 1
    assert answer.output.count("asked") == 1
    assert told(stage, check).output == "1 papers, 0 with faults.\n"


def test_a_snapshot_that_was_tampered_with_is_found(stage: Stage) -> None:
    one = helper(stage)
    snapshot_id = ask(stage, approve(stage), one).json["choice"]["snapshot_id"]

    def tamper(session: Any) -> None:
        kept = session.get(Snapshot, UUID(snapshot_id))
        kept.suggested = [{**kept.suggested[0], "points": 1}]

    stage.database.transact(tamper)
    assert told(stage, replay, snapshot_id).exit_code == 1
    assert told(stage, check).exit_code == 1
    assert told(stage, replay, str(one)).exit_code == 1


def test_the_answer_is_the_same_whatever_the_seed_of_hashes(stage: Stage) -> None:
    for number in range(12):
        helper(stage, skills=["电工", f"s{number % 3}", f"s{number % 5}"], languages=[f"l{number % 2}"])
    ask(stage, approve(stage), helper(stage))
    [kept] = snapshots(stage)
    program = (
        "import sys; from services.dispatch.assigning.replaying import again; from shared.db import Database;"
        "from services.dispatch.suggesting.tables import Paper; import sqlalchemy as sa;"
        "d = Database(sys.argv[1]); s = d.read().__enter__();"
        "p = s.scalars(sa.select(Paper)).one(); print(again(p, None))"
    )
    url = stage.database.url.render_as_string(hide_password=False)
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, url],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {f"{kept.suggested}\n"}


def test_nothing_of_it_is_shown_to_those_it_does_not_concern(stage: Stage) -> None:
    one, order_id = helper(stage), approve(stage)
    assert ask(stage, order_id, one).status_code == 201
    assert stage.get(f"/orders/{order_id}", CENTER).json.get("choice") is None
