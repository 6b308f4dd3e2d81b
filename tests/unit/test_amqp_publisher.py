"""A broker that is away costs the relay patience, and nothing that adds up."""

import gc
from pathlib import Path

import pytest

from shared.messaging.amqp_publisher import AmqpPublisher
from shared.messaging.publishing import BrokerAway
from tests.servers.process import free_port


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_trying_in_vain_leaves_no_file_open() -> None:
    url = f"amqp://guest:guest@127.0.0.1:{free_port()}/"
    before = open_files()
    gc.disable()
    try:
        for _ in range(5):
            with pytest.raises(BrokerAway):
                AmqpPublisher(url, "sidan.events")
        assert open_files() == before
    finally:
        gc.enable()
