"""Who acts over HTTP. Until signing in exists, programs on this machine say it themselves in `X-Sidan-Actor`.

In containers the proxy has a machine of its own. There `ACTOR_NETWORK` names its network: who reaches the proxy may
say who acts, so the proxy must be within reach of this machine only.
"""

import ipaddress
import re
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import Forbidden, Unauthorized

from shared.actor import STAFF, Actor, Door, Role

HEADER = "X-Sidan-Actor"
_ID = "[0-9A-Za-z-]{1,64}"
_WITH_SCOPE = f"({'|'.join(sorted(STAFF))}):{_ID}@[0-9]{{6}}(/[0-9]{{3}}){{0,2}}"
_WITHOUT = f"({'|'.join(sorted(set(Role) - STAFF - {Role.SYSTEM}))}):{_ID}"
PATTERN = f"^({_WITH_SCOPE}|{_WITHOUT})$"
"""What the header may say, for the document: ECMA 262, where `$` means the very end."""
_HINT = f"Say who acts in the header {HEADER}: role:id, for staff role:id@site/path, as in clerk:wang@620821/102."

_proxies: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None


def believe(network: str | None) -> None:
    """Let callers from `network`, as in 172.30.86.0/24, say who acts, too; nobody but this machine when None.

    Raises ValueError when that is no network.
    """
    global _proxies
    _proxies = ipaddress.ip_network(network) if network else None


def actor() -> Actor:
    """The actor of the request in hand. Raises Unauthorized when nobody is named, or from another machine."""
    _must_be_here()
    said = request.headers.get(HEADER, "")
    if re.fullmatch(PATTERN, said) is None:
        raise Unauthorized(_HINT)
    role, _, who = said.partition(":")
    name, _, scope = who.partition("@")
    return Actor(id=name, role=Role(role), scope=scope, door=Door.API)


def reader() -> Actor:
    """Who opens a page. Until signing in exists, whoever sits at this machine and says nothing else is its operator.
    Raises Unauthorized from another machine."""
    if HEADER in request.headers:
        return actor()
    _must_be_here()
    return Actor(id="local", role=Role.OPERATOR, scope="", door=Door.PAGES)


def visitor() -> Actor:
    """Who sent a form: as who opens a page, but raises Forbidden when the form stood on somebody else's page."""
    sender = reader()
    if HEADER not in request.headers and not _sent_from_our_page():
        raise Forbidden("This was sent from the page of another site. Open the page here and press the button again.")
    return sender


def _must_be_here() -> None:
    caller = ipaddress.ip_address(request.remote_addr or "0.0.0.0")
    if not caller.is_loopback and (_proxies is None or caller not in _proxies):
        raise Unauthorized("Until signing in exists this is answered on the machine itself only.")


def _sent_from_our_page() -> bool:
    """Browsers say so themselves: by Sec-Fetch-Site, older ones by Origin (OWASP, Cross-Site Request Forgery)."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else urlsplit(request.origin or "").netloc == request.host
