"""Editing what several people may edit: only from the version that was read (HTTP If-Match, RFC 9110 §13.1.1)."""

from shared.refusals import Stale


def next_version(held: int | None, if_match: int | None) -> int:
    """The version that an edit makes. Raises Stale unless it was made from the version held (None: nothing yet)."""
    if if_match != held:
        raise Stale(
            "changed_meanwhile", "Somebody changed this since you read it, or you sent no If-Match: read it again."
        )
    return (held or 0) + 1
