"""Counting dead messages finds the broker where the services find it."""

from pathlib import Path

import pytest

from shared.messaging.dead_letters import count_dead
from shared.messaging.publishing import BrokerAway
from tests.servers.process import free_port


def test_the_address_may_stand_in_a_file_of_secrets(tmp_path: Path) -> None:
    secret = tmp_path / "broker-url"
    secret.write_text(f"amqp://guest:guest@127.0.0.1:{free_port()}/\n")
    with pytest.raises(BrokerAway):
        count_dead({"BROKER_URL_FILE": str(secret)}, ["request"])


def test_in_memory_there_is_no_dead_queue() -> None:
    assert count_dead({}, ["request"]) == 0
