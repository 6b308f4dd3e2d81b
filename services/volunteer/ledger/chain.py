"""How entries hold together: each carries the digest of what it says and of the one before it. Pure.

Whoever changes, removes or swaps entries afterwards breaks the chain there; whoever cuts off its end is found out by
its head, which is written with each entry. Whoever may rewrite the whole database could forge all of it: against that
helps only a digest that was kept elsewhere, which the audit tells for just that.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64
"""What the first entry follows."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it lies in the chain: its place, what it says, the digest before and its own."""

    number: int
    content: Mapping[str, Any]
    previous_hash: str
    hash: str


def digest(content: Mapping[str, Any], previous_hash: str) -> str:
    """SHA-256 over what an entry says, written in one way only, and the digest before; 64 hexadecimal digits."""
    said = {**content, "previous_hash": previous_hash}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def first_fault(links: Iterable[Link], head_number: int, head_hash: str, kept: Mapping[int, str]) -> str | None:
    """The first place at which these are no chain up to its head, or not the one whose digests were kept elsewhere, in
    plain words; None when all is as written."""
    number, previous = 0, BEGINNING
    for link in links:
        number += 1
        if fault := _fault(link, number, previous):
            return fault
        if kept.get(number, link.hash) != link.hash:
            return f"entry {number} is another one than when its digest was kept: what lies before was written anew"
        previous = link.hash
    if kept and max(kept) > number:
        return f"entry {max(kept)} is gone, whose digest was kept: the last one here is entry {number}"
    if (number, previous) == (head_number, head_hash):
        return None
    if number < head_number:
        return f"the last entries are gone: {head_number} were written, the last one here is entry {number}"
    return f"the head of the chain stands at entry {head_number}, and not at entry {number} as it was written"


def _fault(link: Link, number: int, previous: str) -> str | None:
    if link.number != number:
        return f"entry {number} is gone: entry {link.number} comes in its place"
    if not (link.content["cause"] and link.content["caused_by"]):
        return f"entry {number} does not say what caused it"
    if digest(link.content, link.previous_hash) != link.hash:
        return f"entry {number} is not as it was written"
    return None if link.previous_hash == previous else f"entry {number} does not follow entry {number - 1}"


def _plain(value: Any) -> str:
    """Moments as UTC, so that every database gives them back the same; everything else by its name."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
