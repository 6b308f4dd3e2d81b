"""A demonstration that somebody begins beside another one is told so, and touches nothing."""

import fcntl
import socket
from pathlib import Path

from click.testing import CliRunner

from demo.command import demo
from tests.servers.process import free_port


def told(folder: Path, port: int) -> str:
    """What the command says when it does not begin."""
    answer = CliRunner().invoke(demo, ["--folder", str(folder), "--port", str(port)])
    assert answer.exit_code == 1 and not list(folder.glob("*.db"))
    return answer.output


def test_the_second_one_in_a_folder_is_told_that_there_is_a_first(tmp_path: Path) -> None:
    with (tmp_path / "clock.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        assert "A demonstration runs here already. End it with Ctrl-C" in told(tmp_path, free_port())


def test_where_something_else_answers_another_port_is_asked_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Something answers on port {port} already" in told(tmp_path, port)
