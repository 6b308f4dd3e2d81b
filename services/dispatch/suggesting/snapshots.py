"""What a decision was made from, kept small: the need, the weights, and of the roster those whom the answer names.

Whoever is left out was dearer or not able to go, so the same question to that part of the roster has the same answer.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from services.dispatch.matching import question
from services.dispatch.matching.model import Need, Site
from services.dispatch.matching.rank import Candidate, Ranking, rank
from services.dispatch.matching.roster import Roster
from services.dispatch.models import Order
from services.dispatch.suggesting import tables
from services.dispatch.suggesting.current import Current, as_json, named_in, rarities
from services.dispatch.suggesting.needs import need_for
from shared import clock
from shared.actor import Actor
from shared.identity import new_id

RANKED = "ranked"
_NO_PLAN = json.dumps({"suggestions": [], "unserved": [], "points": 0, "status": RANKED})

Named = Mapping[str, Any]
"""Whoever is asked: `to_kind` and `to_id`."""


class Seen(NamedTuple):
    """A ranking, and the paper from which it follows."""

    ranking: Ranking
    paper: tables.Paper

    @property
    def suggested(self) -> list[dict[str, Any]]:
        """The best persons and the best teams."""
        return listed(self.ranking)


def look(current: Current, session: Session, order: Order) -> Seen:
    """Who suits an order best now, and what that follows from."""
    need, now = need_for(session, order), clock.now()
    with current.roster(session) as roster:
        while True:
            ranking = rank(roster, need, now)
            people, teams = named_in(roster, ranking)
            texts = current.texts(session, [*people, *teams])
            if texts is not None:
                break
        parts = {
            "now": json.dumps(now.isoformat()),
            "begins": json.dumps(roster.begins.isoformat()),
            "weights": current.weights,
            "sites": _array(as_json(site) for site in _measured(roster, need, people, teams)),
            "volunteers": _array(texts[one] for one in people),
            "teams": _array(texts[one] for one in teams),
            "needs": _array([as_json(need)]),
        }
        return Seen(ranking, keep(_object({"question": _object(parts), "plan": _NO_PLAN}), rarities(roster)))


def keep(text: str, rare: Mapping[str, int] | None = None) -> tables.Paper:
    """A paper, as it is kept."""
    return tables.Paper(paper_id=new_id(), body=zlib.compress(text.encode()), rarities=rare and dict(rare))


def written(paper: tables.Paper) -> question.Paper:
    """A paper as it was."""
    return question.read(zlib.decompress(paper.body).decode())


def write_down(
    session: Session, actor: Actor, order: Order, seen: Seen, asked: Sequence[Named], reason_code: str | None
) -> tables.Snapshot:
    """Keep what was suggested for an order, and who was asked instead or of them."""
    ranking, suggested = seen.ranking, seen.suggested
    places = {(one["kind"], one["id"]): one["place"] for one in suggested}
    asked_ones = [(one["to_kind"], str(one["to_id"])) for one in asked if one["to_id"] is not None]
    snapshot = tables.Snapshot(
        snapshot_id=new_id(),
        paper=seen.paper,
        order_id=order.order_id,
        round=order.round,
        at=clock.now(),
        made_by=actor.id,
        roster_version=ranking.roster_version,
        weights_version=ranking.weights_version,
        status=RANKED,
        suggested=suggested,
        chosen=[{"kind": kind, "id": one_id, "place": places.get((kind, one_id))} for kind, one_id in asked_ones],
        reason_code=reason_code,
    )
    session.add(snapshot)
    return snapshot


def listed(ranking: Ranking) -> list[dict[str, Any]]:
    """The best persons, then the best teams: kind, id, points, and the place among their kind."""
    return [_listed(place, one) for part in (ranking.people, ranking.teams) for place, one in enumerate(part.best, 1)]


def _listed(place: int, one: Candidate) -> dict[str, Any]:
    return {"kind": one.kind, "id": one.id, "points": one.points, "place": place}


def _measured(roster: Roster, need: Need, people: Sequence[str], teams: Sequence[str]) -> list[Site]:
    """Where the order is and where these live, of which somebody has measured where that is."""
    numbers = {roster.sites.at(need.site)}
    for group, ids in ((roster.people, people), (roster.teams, teams)):
        numbers |= {int(group.column("home")[group.row_of[one]]) for one in ids}
    return [site for site in map(roster.sites.known.__getitem__, sorted(numbers)) if site.latitude is not None]


def _array(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


def _object(texts: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{json.dumps(name)}: {text}' for name, text in texts.items())}}}"
