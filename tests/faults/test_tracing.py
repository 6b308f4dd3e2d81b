"""One order, one trace: what the four services did about it, joined across the broker, as a collector hears it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
import requests
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.eventually import eventually
from tests.faults.fleet import apart, fleet
from tests.house.sources import ROOT, SERVICES
from tests.servers import Postgres, RabbitMQ
from tests.services.request.desk import APPROVAL, CLERK, ITEM, OFFICE, ORDER, RESIDENT

TRACE = uuid4().hex
CALLER = uuid4().hex[:16]
PATIENCE = 180.0


@dataclass(frozen=True)
class Heard:
    """A span as the collector heard it."""

    service: str
    name: str
    span: str
    parent: str
    subject: str


@contextmanager
def collector() -> Iterator[tuple[str, list[Heard]]]:
    """An address that takes spans by OTLP over HTTP, and those of our trace that it took."""
    heard: list[Heard] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
            heard.extend(spans(request) if self.path == "/v1/traces" else ())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", heard
        server.shutdown()


def spans(request: ExportTraceServiceRequest) -> Iterator[Heard]:
    for resource in request.resource_spans:
        about = {one.key: one.value.string_value for one in resource.resource.attributes}
        for span in (span for scope in resource.scope_spans for span in scope.spans):
            subjects = [one.value.string_value for one in span.attributes if one.key == "sidan.subject"]
            if span.trace_id.hex() == TRACE:
                told = span.span_id.hex(), span.parent_span_id.hex(), "".join(subjects)
                yield Heard(about["service.name"], span.name, *told)


@pytest.mark.timeout(PATIENCE)
def test_one_trace_of_one_order_joins_the_four_services_across_the_broker(
    tmp_path: Path, rabbitmq: RabbitMQ, postgres: Postgres
) -> None:
    urls = {f"{name.upper()}_DATABASE_URL": postgres.create_database(f"trace_{name}") for name in SERVICES}
    broker = {"BROKER_URL": rabbitmq.url, "BROKER_NAMESPACE": f"t{uuid4().hex[:10]}"}
    with collector() as (address, heard):
        told = {"OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        with fleet(tmp_path, {**urls, **broker, **told}) as ships:
            ships.clock_file.write_text("2026-11-16T09:00:00+08:00")
            order_id = order_and_cancel(apart(ships)["request"])
            eventually(lambda: {one.service for one in heard} == set(SERVICES), within=30)
            cancelled = eventually(lambda: listeners(heard, "process order.cancelled.v1"), within=30)
    by_id = {one.span: one for one in heard}
    [asked] = [one for one in heard if one.name == "POST /api/v1/orders/<uuid:order_id>/cancel"]
    assert asked.service == "request" and asked.parent == CALLER
    assert {by_id[one.parent] for one in cancelled} == {asked}
    assert {one.parent for one in heard} - by_id.keys() == {CALLER}, "no span hangs in the air"
    assert {one.subject for one in cancelled} == {order_id}


def listeners(heard: list[Heard], name: str) -> list[Heard]:
    """The spans of all who heard of it, once they have: dispatch, volunteer and feedback."""
    found = [one for one in heard if one.name == name]
    return found if {one.service for one in found} == set(SERVICES) - {"request"} else []


def order_and_cancel(origin: str) -> str:
    """A resident orders, a clerk approves, the resident thinks better of it; all in one trace, as a caller may say."""
    ask(origin, "PUT", "sites/620821102205", OFFICE, {"level": "station", "name": "某村站"})
    ask(origin, "PUT", "items/H03", OFFICE, ITEM)
    order_id = str(ask(origin, "POST", "orders", RESIDENT, ORDER)["order_id"])
    ask(origin, "POST", f"orders/{order_id}/approve", CLERK, APPROVAL)
    ask(origin, "POST", f"orders/{order_id}/cancel", RESIDENT, {"reason": "不用了"})
    return order_id


def ask(origin: str, method: str, path: str, actor: str, body: object) -> dict[str, object]:
    headers = {"X-Sidan-Actor": actor, "Idempotency-Key": str(uuid4()), "traceparent": f"00-{TRACE}-{CALLER}-01"}
    answer = requests.request(method, f"{origin}/request/api/v1/{path}", json=body, headers=headers, timeout=10)
    assert answer.ok, answer.text
    told: dict[str, object] = answer.json()
    return told


def test_where_nobody_asked_for_traces_nobody_loads_what_sends_them() -> None:
    look = (
        "import sys, services.__main__, running.alone; sys.exit(any('opentelemetry' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", look], cwd=ROOT, timeout=60).returncode == 0
