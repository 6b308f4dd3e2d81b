"""The demonstration's client is patient: a server that breaks off in the middle of an answer is asked again."""

import socket
import threading

from demo.client import Client

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n"
BODY = b'{"state": "open"}'


def answer_each(listening: socket.socket, *answers: bytes) -> None:
    """One connection for each answer, closed after it."""
    for answer in answers:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)


def test_half_an_answer_is_asked_for_again() -> None:
    answers = (HEAD + BODY[:5], HEAD, b"", HEAD + BODY)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=answer_each, args=(listening, *answers), daemon=True)
        server.start()
        client = Client({"request": f"http://127.0.0.1:{listening.getsockname()[1]}"})
        assert client.get("/request/livez") == {"state": "open"}
        server.join()
