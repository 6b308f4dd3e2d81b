"""Orders are taken while the broker is away, and told when it is back."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import requests

from demo.settling import SERVICES
from tests.eventually import eventually
from tests.faults.fleet import apart, fleet
from tests.servers import Postgres, RabbitMQ
from tests.services.request.desk import ITEM, OFFICE, ORDER, RESIDENT

ORDERS = 200


def test_two_hundred_orders_are_taken_while_rabbitmq_is_away_and_the_outbox_drains_afterwards(
    tmp_path: Path, rabbitmq: RabbitMQ, postgres: Postgres
) -> None:
    urls = {f"{name.upper()}_DATABASE_URL": postgres.create_database(f"away_{name}") for name in SERVICES}
    broker = {"BROKER_URL": rabbitmq.url, "BROKER_NAMESPACE": f"a{uuid4().hex[:8]}"}
    with fleet(tmp_path, {**urls, **broker}) as ships:
        ships.clock_file.write_text("2026-11-16T09:00:00+08:00")
        origins = apart(ships)
        api = f"{origins['request']}/request/api/v1"
        site = {"level": "station", "name": "某村站"}
        requests.put(f"{api}/sites/620821102205", json=site, headers={"X-Sidan-Actor": OFFICE}, timeout=10)
        requests.put(f"{api}/items/H03", json=ITEM, headers={"X-Sidan-Actor": OFFICE}, timeout=10)

        rabbitmq.stop()
        with ThreadPoolExecutor(8) as hands:
            taken = list(hands.map(lambda _: _place(api), range(ORDERS)))
        assert Counter(taken) == {201: ORDERS}
        assert _status(origins["request"], "request")["outbox"]["unsent"] >= ORDERS

        rabbitmq.start()
        eventually(lambda: _status(origins["request"], "request")["outbox"]["unsent"] == 0, within=60)
        eventually(lambda: _heard(origins["feedback"]) == ORDERS, within=60)


def _place(api: str) -> int:
    headers = {"X-Sidan-Actor": RESIDENT, "Idempotency-Key": str(uuid4())}
    return requests.post(f"{api}/orders", json=ORDER, headers=headers, timeout=10).status_code


def _status(origin: str, service: str) -> dict[str, dict[str, int]]:
    status: dict[str, dict[str, int]] = requests.get(f"{origin}/{service}/status", timeout=10).json()
    return status


def _heard(origin: str) -> int:
    heard: dict[str, int] = _status(origin, "feedback")["inbox"]["heard"]  # type: ignore[assignment]
    return heard.get("order.submitted.v1", 0)
