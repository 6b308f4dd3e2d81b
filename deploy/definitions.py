"""Who may do what at the broker: `python -m deploy.definitions FILE SECRET…` writes what RabbitMQ loads at its start.

Each SECRET is a file that holds the address of one user, `amqp://user:password@broker/vhost`. A service says its own
words and reads its own queue, no more; whoever is no service is an operator, who makes queues and clears them up.
"""

import base64
import hashlib
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from shared.contracts.catalogue import CONTRACTS
from shared.messaging.bus import SPEAKERS, Topology
from shared.settings import DEFAULT_NAMESPACE

NOTHING, EVERYTHING = "^$", ".*"


def definitions(urls: Sequence[str], namespace: str = DEFAULT_NAMESPACE) -> dict[str, Any]:
    """Users, their virtual hosts and their permissions, in RabbitMQ's words (3.10 and later)."""
    topology = Topology(namespace)
    users = [_User(url) for url in urls]
    services = [user for user in users if user.name in SPEAKERS]
    return {
        "users": [user.account() for user in users],
        "vhosts": [{"name": vhost} for vhost in sorted({user.vhost for user in users})],
        "permissions": [user.may(topology) for user in users],
        "topic_permissions": [user.may_say(topology) for user in services],
    }


class _User:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.name, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self.vhost = unquote(parts.path.removeprefix("/")) or "/"

    def account(self) -> dict[str, Any]:
        """The password as RabbitMQ keeps it: salt, then SHA-256 of salt and password."""
        salt = secrets.token_bytes(4)
        hashed = salt + hashlib.sha256(salt + self._password.encode()).digest()
        return {"name": self.name, "password_hash": base64.b64encode(hashed).decode(), "tags": []}

    def may(self, topology: Topology) -> dict[str, str]:
        """Publishing needs `write` on the exchange, consuming `read` on the queue."""
        if self.name not in SPEAKERS:
            return self._permission(configure=EVERYTHING, write=EVERYTHING, read=EVERYTHING)
        exchange, queue = _only(topology.exchange.name), _only(topology.queue_name(self.name))
        return self._permission(configure=NOTHING, write=exchange, read=queue)

    def may_say(self, topology: Topology) -> dict[str, str]:
        """The types of events that this service speaks: nobody says another's words."""
        own = _only(*(contract.TYPE for contract in CONTRACTS if self.name == contract.SPEAKER))
        return self._permission(exchange=topology.exchange.name, write=own, read=NOTHING)

    def _permission(self, **what: str) -> dict[str, str]:
        return {"user": self.name, "vhost": self.vhost, **what}


def _only(*names: str) -> str:
    """The expression that matches these names and no other. `re.escape` would write more than Erlang wants to read."""
    return f"^({'|'.join(name.replace('.', '[.]') for name in names)})$"


if __name__ == "__main__":
    target, *files = map(Path, sys.argv[1:])
    target.write_text(json.dumps(definitions([file.read_text().strip() for file in files]), indent=2))
