"""The facts of a period, asked of feedback over its API: for an operator at a terminal, never for a request in hand."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import click
import requests

PAGE = 500
PATIENCE = 30
HEARD = (
    "site.named.v1",
    "volunteer.described.v1",
    "team.described.v1",
    "order.approved.v1",
    "order.cancelled.v1",
    "order.accepted.v1",
    "order.served.v1",
)
"""What a rehearsal needs to know."""


def fetched(at: str, actor: str, kinds: Sequence[str] = HEARD) -> Iterator[dict[str, Any]]:
    """All facts of these types, type by type, oldest first. Raises ClickException where feedback does not give them."""
    for kind in kinds:
        for page in count(1):
            rows = _page(at, actor, {"type": kind, "page": page, "page_size": PAGE})
            yield from rows
            if len(rows) < PAGE:
                break


def _page(at: str, actor: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    url = f"{at}/feedback/api/v1/facts"
    try:
        answer = requests.get(url, params=asked, headers={"X-Sidan-Actor": actor}, timeout=PATIENCE)
    except requests.RequestException as error:
        raise click.ClickException(f"Nobody answers at {url} ({type(error).__name__}).") from None
    if not answer.ok:
        raise click.ClickException(
            f"Feedback does not give its facts: {answer.json().get('detail', answer.status_code)}"
        )
    rows: list[dict[str, Any]] = answer.json()
    return rows
