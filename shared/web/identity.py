"""Who acts over HTTP. Until signing in exists, programs on this machine say it themselves in `X-Sidan-Actor`."""

import ipaddress
import re

from flask import request
from werkzeug.exceptions import Unauthorized

from shared.actor import STAFF, Actor, Door, Role

HEADER = "X-Sidan-Actor"
_ID = "[0-9A-Za-z-]{1,64}"
_WITH_SCOPE = f"({'|'.join(sorted(STAFF))}):{_ID}@[0-9]{{6}}(/[0-9]{{3}}){{0,2}}"
_WITHOUT = f"({'|'.join(sorted(set(Role) - STAFF - {Role.SYSTEM}))}):{_ID}"
PATTERN = f"^({_WITH_SCOPE}|{_WITHOUT})$"
"""What the header may say, for the document: ECMA 262, where `$` means the very end."""
_HINT = f"Say who acts in the header {HEADER}: role:id, for staff role:id@site/path, as in clerk:wang@620821/102."


def actor() -> Actor:
    """The actor of the request in hand. Raises Unauthorized when nobody is named, or from another machine."""
    if not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback:
        raise Unauthorized("Until signing in exists this is answered on the machine itself only.")
    said = request.headers.get(HEADER, "")
    if re.fullmatch(PATTERN, said) is None:
        raise Unauthorized(_HINT)
    role, _, who = said.partition(":")
    name, _, scope = who.partition("@")
    return Actor(id=name, role=Role(role), scope=scope, door=Door.API)
