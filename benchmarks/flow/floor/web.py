"""Bare requests: the WSGI server that Sidan takes, before a Flask view that does nothing."""

import asyncio
import sys
from collections.abc import Iterator

import waitress
from flask import Flask, jsonify

from benchmarks.flow import client, measuring
from benchmarks.flow.contestants import answering
from running.system import WEB_THREADS
from tests.servers.process import Process, free_port, private_folder

COMMANDS = 7
BODY = {"need_text": "想给窑里装个床头开关，她起夜要走到门口开灯，去年就是黑处绊倒的。", "recipient_age": 70}

app = Flask(__name__)


@app.post("/floor/api/v1/nothing")
@app.get("/floor/status", endpoint="status")
def nothing() -> object:
    return jsonify(done=True)


def cpu(orders: int, in_flight: int) -> float:
    """CPU milliseconds an order that the server spends on its seven requests."""
    with private_folder() as folder:
        port = free_port()
        origin = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "benchmarks.flow.floor.web", str(port)]
        server = Process(command, folder=folder, answers=answering(origin, "floor"))
        try:
            server.start()
            before = measuring.cpu_seconds([server.pid])
            asyncio.run(_ask(origin, orders * COMMANDS, in_flight))
            return (measuring.cpu_seconds([server.pid]) - before) * 1000 / orders
        finally:
            server.kill()


async def _ask(origin: str, requests: int, in_flight: int) -> None:
    async with client.session() as session:
        asking, numbers = client.Client(session, {"floor": origin}), iter(range(requests))
        await asyncio.gather(*(_ask_on(asking, numbers) for _ in range(in_flight)))


async def _ask_on(asking: client.Client, numbers: Iterator[int]) -> None:
    for _ in numbers:
        await asking.ask("POST", "floor", "nothing", "clerk:c1@620821", BODY)


if __name__ == "__main__":
    waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=WEB_THREADS)
