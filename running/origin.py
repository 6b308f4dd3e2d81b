"""One origin: the applications of a process, each at its place, served by waitress."""

import threading
from collections.abc import Mapping
from typing import Any

import waitress
from werkzeug.middleware.dispatcher import DispatcherMiddleware

FINISH_WITHIN = 20
"""Seconds that requests in hand have to end, longer than a writer waits for a database that is busy; and that whoever
asked has to take the answers."""


def gateway(front: Any, apps: Mapping[str, Any], pages: Mapping[str, Any] | None = None) -> Any:
    """Each application under its name, the pages of some under theirs, `front` for everything else."""
    addressed = {f"/{name}": _at_root(app) for name, app in (pages or {}).items()}
    return DispatcherMiddleware(front, {**addressed, **{f"/{name}": app for name, app in apps.items()}})


def _at_root(app: Any) -> Any:
    """The application that is asked for a page of its own at the root of the origin: it sees the whole path."""

    def asked(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        return app({**environ, "SCRIPT_NAME": "", "PATH_INFO": path}, start_response)

    return asked


class Server:
    """Answers for an origin at (host, port), in a thread of its own, until it is told to end."""

    def __init__(self, origin: Any, at: tuple[str, int], threads: int) -> None:
        self._waitress = waitress.create_server(origin, host=at[0], port=at[1], threads=threads)
        self._thread = threading.Thread(target=self._waitress.run, name="web", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Take no new connections, and let the requests in hand be answered.

        The thread closes its connections itself: it would break if they were closed while it waits for them.
        """
        self._waitress.accepting = False
        self._waitress.task_dispatcher.shutdown(timeout=FINISH_WITHIN)
        self._waitress.trigger.pull_trigger(self._close)
        self._thread.join(FINISH_WITHIN)

    def _close(self) -> None:
        for connection in self._waitress.active_channels.values():
            connection.close_when_flushed = True
        self._waitress.close()
