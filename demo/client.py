"""HTTP as any other client speaks it: patient while a server is away, never twice by accident."""

import threading
import time
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import requests

PATIENCE = 120.0
PAUSE = 0.2
TIMEOUT = (3.05, 35)
PAGE = 500
_AWAY = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
"""A server may be away before its answer, or in the middle of it."""


class Unreachable(Exception):
    """A server did not answer for two minutes."""


class Refused(Exception):
    """The system said no: `status` and the problem's `code`."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code


class Client:
    """The four services at their origins, mostly one; safe between threads, each with a connection of its own."""

    def __init__(self, origins: Mapping[str, str]) -> None:
        self._origins = {service: origin.rstrip("/") for service, origin in origins.items()}
        self._local = threading.local()

    def post(self, path: str, actor: str, body: Mapping[str, Any], key: str) -> Any:
        """Ask for a verb; repeated with the same `key` it takes effect once. Raises Refused and Unreachable."""
        headers = {"X-Sidan-Actor": actor, "Idempotency-Key": str(uuid5(NAMESPACE_URL, key))}
        return self._json("POST", path, headers, json=dict(body))

    def put(self, path: str, actor: str, body: Mapping[str, Any]) -> Any:
        """Make a thing that is edited. Raises Refused and Unreachable."""
        return self._json("PUT", path, {"X-Sidan-Actor": actor}, json=dict(body))

    def get(self, path: str, actor: str | None = None, **asked: str) -> Any:
        """Look at one thing; in some places nobody needs to say who they are. Raises Refused and Unreachable."""
        return self._json("GET", path, {"X-Sidan-Actor": actor} if actor else {}, params=asked)

    def all(self, path: str, actor: str, **filters: str) -> list[Any]:
        """All pages of a list. Raises Refused and Unreachable."""
        found: list[Any] = []
        while True:
            page = len(found) // PAGE + 1
            asked = {**filters, "page": page, "page_size": PAGE}
            things = self._json("GET", path, {"X-Sidan-Actor": actor}, params=asked)
            found += things
            if len(things) < PAGE:
                return found

    def _json(self, method: str, path: str, headers: Mapping[str, str], **more: Any) -> Any:
        answer = self._answer(method, path, headers, **more)
        if answer.ok:
            return answer.json()
        problem = answer.json()
        raise Refused(answer.status_code, problem["code"], problem["detail"])

    def _answer(self, method: str, path: str, headers: Mapping[str, str], **more: Any) -> requests.Response:
        until = time.monotonic() + PATIENCE
        origin = self._origins[path.split("/")[1]]
        while True:
            try:
                answer = self._session.request(method, origin + path, headers=headers, timeout=TIMEOUT, **more)
                if answer.status_code != 503:
                    return answer
            except _AWAY:
                del self._local.session
            if time.monotonic() > until:
                raise Unreachable(f"{origin} does not answer.")
            time.sleep(PAUSE)

    @property
    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False  # asks for proxies and .netrc at each request; here there are none
        session: requests.Session = self._local.session
        return session
