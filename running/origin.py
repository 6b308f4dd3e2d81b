"""One origin: the applications of a process, each at its place, served by waitress."""

from collections.abc import Mapping
from typing import Any

import waitress
from werkzeug.middleware.dispatcher import DispatcherMiddleware

FINISH_WITHIN = 20
"""Seconds that requests in hand have to end, longer than a writer waits for a database that is busy."""


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


def serve(origin: Any, at: tuple[str, int], threads: int) -> Any:
    """A server for it at (host, port), to be run in a thread."""
    return waitress.create_server(origin, host=at[0], port=at[1], threads=threads)


def end(server: Any) -> None:
    """Take no new connections, and let the requests in hand be answered."""
    server.accepting = False
    server.task_dispatcher.shutdown(timeout=FINISH_WITHIN)
    server.close()
