"""Some more on the roster: people who can go on the Wednesday that the orders of the desk are wanted for."""

from typing import Any
from uuid import UUID

from shared.contracts.request import Place, SiteNamed
from shared.identity import new_id
from tests.services.dispatch.desk import CENTER, DISPATCHER, offering, person
from tests.services.stage import Stage

WEDNESDAY = ["wed_am"]


def helper(stage: Stage, version: int = 1, volunteer_id: UUID | None = None, **different: Any) -> UUID:
    """Somebody who can go; their id."""
    one_id = volunteer_id or new_id()
    said: dict[str, Any] = {"available": WEDNESDAY, "team_ids": []}
    stage.hear(person(one_id, version, **said | different))
    return one_id


def placed(path: str, latitude: float, longitude: float = 107.4, version: int = 1) -> SiteNamed:
    """A site that is known to be there."""
    code, place = path.replace("/", ""), Place(latitude=latitude, longitude=longitude)
    return SiteNamed(path=path, version=version, code=code, level="station", name="某站", place=place)


def candidates(stage: Stage, order_id: UUID, language: str = "en") -> dict[str, Any]:
    """Who could serve an order."""
    answer = stage.client.get(
        f"/api/v1/orders/{order_id}/candidates", headers={"X-Sidan-Actor": CENTER, "Accept-Language": language}
    )
    assert answer.status_code == 200, answer.json
    told: dict[str, Any] = answer.json
    return told


def best(stage: Stage, order_id: UUID) -> list[str]:
    """The ids of the best people for an order."""
    return [one["id"] for one in candidates(stage, order_id)["people"]["best"]]


def ask(stage: Stage, order_id: UUID, *people: UUID, **more: Any) -> Any:
    """Open a round that asks these people."""
    whom = [{"to_kind": "person", "to_id": str(one)} for one in people]
    body = {**offering(), "offers": whom, **more}
    return stage.post(f"/orders/{order_id}/offers", DISPATCHER, body)


def crowd(stage: Stage, many: int) -> list[UUID]:
    """So many who can go, each from an office further away than the one before as far as there are offices."""
    return [helper(stage, home_path=f"620821/{102 + number % 3}/205") for number in range(many)]
