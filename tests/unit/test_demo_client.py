"""The demonstration's client: patient with a server that ends, whenever that is."""

import socket
import threading

from demo.client import Client

ANSWERED = b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{"well": 1}\n'


def serve(listening: socket.socket, *answers: bytes) -> None:
    """Give each caller one of these answers, and hang up."""
    for answer in answers:
        caller, _ = listening.accept()
        with caller:
            caller.recv(10_000)
            caller.sendall(answer)


def test_a_server_that_ends_in_the_middle_of_its_answer_is_asked_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answers = (b"", ANSWERED[:-6], ANSWERED)
        threading.Thread(target=serve, args=(listening, *answers), daemon=True).start()
        client = Client({"request": f"http://127.0.0.1:{listening.getsockname()[1]}"})
        assert client.get("/request/status") == {"well": 1}
