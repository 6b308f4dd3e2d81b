"""Each service with a little of everything, so that what asks for a thing by its id finds one."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from services.dispatch.assigning.publishing import assign_county
from services.dispatch.assigning.solving import answer
from shared import clock
from shared.contracts import dispatch, feedback
from shared.identity import new_id
from tests.services.dispatch import desk
from tests.services.dispatch.crowd import helper
from tests.services.feedback.test_reviews import served
from tests.services.request import desk as counter
from tests.services.stage import Stage
from tests.services.volunteer.village import CLERK, Village, spoken_by

MANY = 16
Known = Mapping[str, list[str]]
"""What there is: the values worth trying, by the name of a parameter or the path of a field."""


def stock_request(stage: Stage) -> Known:
    """A station, an item, limits, calls to make, and orders: new ones, and some in each state that request decides."""
    stage.put("/sites/620821102205", counter.OFFICE, {"level": "station", "name": "某村站"})
    stage.put("/items/H03", counter.OFFICE, counter.ITEM)
    placed = [counter.place(stage, **counter.LATER)["order_id"] for _ in range(MANY)]
    placed.append(counter.place(stage, need_text="屋里着火了")["order_id"])
    stage.post(f"/orders/{placed[0]}/approve", counter.CLERK, counter.APPROVAL)
    stage.post(f"/orders/{placed[1]}/cancel", counter.RESIDENT)
    stage.post(f"/orders/{placed[2]}/ask", counter.CLERK, {"text": "几个插座？"})
    stage.post(f"/orders/{placed[3]}/merge", counter.CLERK, {"into": placed[4]})
    for rejected in placed[5:9]:
        stage.post(f"/orders/{rejected}/propose-rejection", counter.CLERK, counter.REJECTION)
    stage.post(f"/orders/{placed[5]}/sign-rejection", counter.OTHER_CLERK)
    stage.post("/limits", counter.OFFICE, {"limits": [{"verify_minutes": 480}]})
    calls = [call["notice_id"] for call in stage.get("/calls", counter.CLERK).json]
    return {
        "header.X-Sidan-Actor": ["office:o1@620821"],
        "path.order_id": placed,
        "path.notice_id": calls,
        "path.code": ["H03", "620821102205", "620821102"],
        "query.item_code": ["H03"],
        "header.If-Match": ['"1"'],
        "body.station_code": ["620821102205"],
        "body.item_code": ["H03"],
        "body.into": placed,
        "body.resubmission_of": placed,
        "body.until": ["2026-11-23T09:00:00+08:00"],
        "body.wanted_from": ["2026-11-17T08:30:00+08:00"],
        "body.wanted_to": ["2026-11-17T12:00:00+08:00"],
    }


def stock_dispatch(stage: Stage) -> Known:
    """A roster, and orders: waiting, offered, about to be given up, one called off before it was known."""
    desk.describe_everybody(stage)
    duty = desk.team(new_id(), code="D1", duty_team=True, home_path="620821")
    stage.hear(duty, desk.person(new_id(), home_path="620821/102/206"))
    waiting = [desk.approve(stage, f"{number:08}") for number in range(MANY)]
    desk.offer(stage, waiting[0])
    given_up = {"reason_code": "no_time", "sentence": "都没有空。", "alternative": "later_date"}
    for order_id in waiting[-4:]:
        stage.post(f"/orders/{order_id}/propose-unfulfilled", desk.DISPATCHER, given_up)
    stone = desk.request.OrderCancelled(order_id=new_id(), site_path="620821/102/205", cancelled_by="resident")
    stage.hear(stone)
    stage.post(f"/orders/{waiting[1]}/propose-transfer", desk.DISPATCHER, {"site_code": "620821102206"})
    deadline = clock.now() + timedelta(hours=24)
    for number in range(4):
        helper(stage)
        desk.approve(stage, f"{20 + number:08}", urgency="urgent", priority=1)
    assign_county(stage.database, answer, timedelta(0))
    suggestions = [one["suggestion_id"] for one in stage.get("/suggestions", "office:o1@620821").json]
    return {
        "header.X-Sidan-Actor": ["office:o1@620821"],
        "path.order_id": [str(order_id) for order_id in (*waiting, stone.order_id)],
        "path.unit_id": [str(desk.TEAM), str(desk.PERSON), str(desk.PAUSED)],
        "path.suggestion_id": suggestions,
        "body.suggestion_ids[*]": suggestions,
        "query.skill": ["电工"],
        "query.code": ["T1"],
        "body.offers[*].to_id": [str(desk.TEAM), str(desk.PERSON), str(desk.PAUSED)],
        "body.offers[*].deadline": [deadline.isoformat()],
        "body.deadline": [deadline.isoformat()],
        "body.site_code": ["620821102", "620821102205", "620821102206"],
    }


def stock_volunteer(stage: Stage) -> Known:
    """Two people and their team; orders offered, accepted and begun."""
    village = Village(stage)
    leader, member = village.enrol(), village.enrol()
    team = village.make_team(leader, member)
    rounds = [village.offer(("person", leader), ("team", team), ("pool", None)) for _ in range(MANY)]
    for accepted in rounds[:8]:
        village.accept(accepted.offer_ids[0], f"volunteer:{leader}")
    for begun in rounds[:4]:
        village.check_in(begun.order_id, f"volunteer:{leader}", leader)
    for recruiting in rounds[4:8]:
        village.recruit(recruiting.order_id, f"volunteer:{leader}", member)
    for declined in rounds[8:12]:
        village.decline(declined.offer_ids[0], CLERK, spoken=spoken_by(leader))
    ended = [village.served(leader, member) for _ in range(MANY)]
    for one in ended[:4]:
        village.ask(one, "dispute", f"volunteer:{leader}", code="wrong_minutes")
    for flag in stage.get(f"/flags?order_id={ended[-1]}", CLERK).json:
        stage.post(f"/flags/{flag['flag_id']}/clear", "office:o1@620821", {"sentence": "看过了"})
    issue = f"/volunteers/{leader}/certificates"
    period = {"since": "2020-01-01", "until": clock.now().date().isoformat()}
    issued = [stage.post(issue, CLERK, period).json for _ in range(2)]
    people = [str(leader), str(member)]
    calls = stage.get("/calls", CLERK).json
    answers = stage.get("/spoken-answers", CLERK).json
    return {
        "header.X-Sidan-Actor": ["clerk:c1@620821", f"volunteer:{leader}", "office:o1@620821"],
        "path.order_id": [*(str(one.order_id) for one in rounds), *map(str, ended)],
        "path.flag_id": [one["flag_id"] for one in stage.get("/flags", CLERK).json],
        "path.dispute_id": [one["dispute_id"] for one in stage.get("/disputes", CLERK).json],
        "path.number": [one["number"] for one in issued],
        "path.offer_id": [str(offer_id) for one in rounds for offer_id in one.offer_ids],
        "path.volunteer_id": people,
        "path.notice_id": [one["notice_id"] for one in calls],
        "path.answer_id": [one["answer_id"] for one in answers],
        "path.team_id": [str(team)],
        "header.If-Match": [f'"{version}"' for version in range(1, 6)],
        "body.home_code": ["620821102205"],
        "body.leader_id": people,
        "body.for_team": [str(team)],
        "body.spoken.said_by": people,
        "body.volunteer_ids[*]": people,
        "body.starts_at": [(clock.now() + timedelta(hours=24)).isoformat()],
        "body.crew[*]": people,
        "body.minutes[*].volunteer_id": people,
    }


def stock_feedback(stage: Stage) -> Known:
    """Orders that were served, some of them with a bad review, one of them appealed; complaints; a share to ring."""
    orders = [new_id() for _ in range(MANY)]
    for order_id in orders:
        stage.hear(served(order_id))
    for order_id in orders[:4]:
        stage.post(f"/orders/{order_id}/confirm", "resident:r1", {"means": "link"})
        stage.post(f"/orders/{order_id}/review", "resident:r1", {"level": 1, "means": "link"})
    stage.post(f"/orders/{orders[4]}/review", "resident:r1", {"level": 4, "means": "link"})
    stage.post(f"/orders/{orders[4]}/appeal", "resident:r1", {"about": "result", "text": "再看看"})
    stage.post("/samplings", "office:o1@620821", {"percent": 20})
    complaint = {"kind": "suggestion", "concerns": "system", "site_code": "620821102", "text": "字太小"}
    made = [stage.post("/complaints", "resident:r1", complaint).json for _ in range(4)]
    heard = [str(orders[0]), dispatch.OrderOffered.TYPE, feedback.OrderReviewed.TYPE]
    return {
        "header.X-Sidan-Actor": ["office:o1@620821"],
        "path.order_id": [str(order_id) for order_id in orders],
        "path.complaint_id": [one["complaint_id"] for one in made],
        "path.code": ["gap", "unmet_rate"],
        "query.subject": heard,
        "query.site": ["620821", "620821102"],
        "body.site_code": ["620821102205", "620821102"],
        "body.number": [one["number"] for one in made],
        "body.secret": [one["secret"] for one in made],
        "body.wanted_from": ["2026-11-17T08:30:00+08:00"],
        "body.wanted_to": ["2026-11-20T12:00:00+08:00"],
    }


STOCKS: Mapping[str, Callable[[Stage], Known]] = {
    "request": stock_request,
    "dispatch": stock_dispatch,
    "volunteer": stock_volunteer,
    "feedback": stock_feedback,
}
