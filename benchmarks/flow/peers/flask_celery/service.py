"""What the four apps have in common: the database, Celery, and how a body is read."""

import os
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from celery import Celery
from flask import Flask, abort, jsonify, request
from marshmallow import Schema, ValidationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.flow.peers.story import LISTENERS, event

celery = Celery(broker=os.environ["BROKER_URL"])
celery.conf.update(
    broker_transport_options={"confirm_publish": True},
    task_acks_late=True,
    task_create_missing_queue_type="quorum",
    task_ignore_result=True,
    task_reject_on_worker_lost=True,
)
Handler = Callable[[Session, dict[str, Any]], None]


class Service:
    """A Flask app with its database, and the task by which it hears of the others."""

    def __init__(self, name: str, heard: type[Any]) -> None:
        url = os.environ[f"{name.upper()}_DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")
        self.transaction = sessionmaker(sa.create_engine(url, pool_size=8), expire_on_commit=False).begin
        self.web = Flask(name)
        self.web.add_url_rule(f"/{name}/status", view_func=lambda: jsonify(service=name))
        self.web.register_error_handler(ValidationError, lambda error: (jsonify(errors=error.messages), 422))
        self.url = f"/{name}/api/v1"
        self._heard = heard
        self._notes: dict[str, Handler] = {}
        retried = {"autoretry_for": (OperationalError,), "retry_backoff": True}
        celery.task(self._hear, name=f"{name}.hear", **retried)

    def notes(self, *kinds: str) -> Callable[[Handler], Handler]:
        """The function notes what events of these kinds say."""

        def noting(handler: Handler) -> Handler:
            self._notes |= dict.fromkeys(kinds, handler)
            return handler

        return noting

    def _hear(self, said: dict[str, Any]) -> None:
        row = {"event_id": said["id"], "type": said["type"], "subject": said["subject"]}
        once = insert(self._heard).values(row).on_conflict_do_nothing()
        with self.transaction() as session:
            if session.execute(once).rowcount and said["type"] in self._notes:
                self._notes[said["type"]](session, said)


def body(schema: Schema) -> dict[str, Any]:
    """What was asked, validated."""
    return schema.load(request.get_json())


def actor() -> str:
    """Who asks."""
    return request.headers["X-Sidan-Actor"]


def tell(kind: str, subject: Any, /, **data: Any) -> None:
    """A task for each service that must hear it; confirmed by the broker when this returns."""
    said = event(kind, subject, **data)
    for listener in LISTENERS[kind]:
        celery.send_task(f"{listener}.hear", [said], queue=listener)


def found(session: Session, kind: type[Any], key: Any) -> Any:
    """The row, locked; 404 where there is none."""
    return session.get(kind, key, with_for_update=True) or abort(404)


def must_be(row: Any, state: str) -> None:
    """409 in any other state."""
    if row.state != state:
        abort(409)
