"""The operator's buttons: news that stopped is tried again, as `sidan parked replay` and `sidan outbox release` do."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from shared.actor import Role
from shared.web import identity

BOARD = "/board"


def operating(replay: Callable[[str], int], release: Callable[[UUID], int]) -> Blueprint:
    """The door of one service for forms: `replay` tries all again that waits about a subject, `release` tells an event
    again that nobody took; each answers how many."""
    door = Blueprint("operating", __name__)

    @door.before_request
    def operators_only() -> None:
        identity.visitor().must_be({Role.OPERATOR})

    @door.post("/replay")
    def try_again() -> Response:
        return _back_to_board(replay(request.form.get("subject", "")))

    @door.post("/release/<uuid:event_id>")
    def tell_again(event_id: UUID) -> Response:
        return _back_to_board(release(event_id))

    return door


def _back_to_board(again: int) -> Response:
    return redirect(f"{BOARD}?again={again}", 303)
