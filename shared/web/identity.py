"""Who acts over HTTP. Until signing in exists, programs on this machine say it themselves in `X-Sidan-Actor`."""

import ipaddress
import re

from flask import request
from werkzeug.exceptions import Unauthorized

from shared.actor import STAFF, Actor, Door, Role

HEADER = "X-Sidan-Actor"
PATTERN = r"[a-z_]{1,20}:[0-9A-Za-z-]{1,64}(@\d{6}(/\d{3}){0,2})?"
_ACTOR = re.compile(r"(?P<role>[a-z_]{1,20}):(?P<id>[0-9A-Za-z-]{1,64})(@(?P<scope>\d{6}(/\d{3}){0,2}))?", re.ASCII)
_HINT = f"Say who acts in the header {HEADER}: role:id, for staff role:id@site/path, as in clerk:wang@620821/102."


def actor() -> Actor:
    """The actor of the request in hand. Raises Unauthorized when nobody is named, or from another machine."""
    if not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback:
        raise Unauthorized("Until signing in exists this is answered on the machine itself only.")
    named = _ACTOR.fullmatch(request.headers.get(HEADER, ""))
    if named is None or named["role"] not in set(Role) - {Role.SYSTEM}:
        raise Unauthorized(_HINT)
    role = Role(named["role"])
    if (role in STAFF) != (named["scope"] is not None):
        raise Unauthorized(_HINT)
    return Actor(id=named["id"], role=role, scope=named["scope"] or "", door=Door.API)
