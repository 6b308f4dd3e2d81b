"""A server that is told to end finishes what it has begun to tell, and leaves no connection open."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from werkzeug import Request, Response

from running.origin import Server
from tests.servers.process import free_port

LONG = b"1" * 15_000_000
"""More than the machine takes on behalf of somebody who does not read yet; not so much that the server waits."""


@Request.application
def answer(request: Request) -> Response:
    return Response(LONG if request.path == "/long" else "short")


@contextmanager
def asked(path: str) -> Iterator[tuple[Server, socket.socket]]:
    """A server, and the connection on which it was asked and has begun to answer."""
    port = free_port()
    server = Server(answer, ("127.0.0.1", port), threads=1)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as caller:
        caller.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert caller.recv(8) == b"HTTP/1.1"
        yield server, caller


def test_an_answer_that_is_on_its_way_arrives_whole() -> None:
    with asked("/long") as (server, caller), ThreadPoolExecutor(1) as aside:
        ending = aside.submit(server.end)
        assert read_to_the_end(caller).endswith(LONG)
        ending.result(timeout=10)


def test_a_connection_that_is_kept_open_for_more_is_closed() -> None:
    with asked("/short") as (server, caller):
        server.end()
        assert read_to_the_end(caller).endswith(b"short")


def read_to_the_end(caller: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    with caller.makefile("rb") as coming:
        return coming.read()
