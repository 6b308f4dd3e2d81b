"""Spans to whoever collects them, by OpenTelemetry's protocol over HTTP. Loaded only where an address is set."""

from collections.abc import Callable, Mapping
from typing import Any

from opentelemetry import trace as otel
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared import trace

_HEADER = "traceparent"
_KINDS = {
    "server": otel.SpanKind.SERVER,
    "consumer": otel.SpanKind.CONSUMER,
    "internal": otel.SpanKind.INTERNAL,
}
_propagator = TraceContextTextMapPropagator()


def export(traced: Mapping[str, str]) -> Callable[[], None]:
    """Record the spans of these services (name → address of the collector) from now on; what to call in the end, so
    that the last ones are sent, too."""
    providers = [_exporting(service, address) for service, address in traced.items()]

    def finish() -> None:
        for provider in providers:
            provider.shutdown()

    return finish


def _exporting(service: str, address: str) -> TracerProvider:
    provider = TracerProvider(resource=Resource.create({"service.namespace": "sidan", "service.name": service}))
    exporter = OTLPSpanExporter(endpoint=f"{address.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("sidan")
    trace.record(service, lambda name, kind, parent: _begun(tracer, name, kind, parent))
    return provider


def _begun(tracer: otel.Tracer, name: str, kind: str, parent: str | None) -> tuple[trace.Span, str]:
    came_with = _propagator.extract({_HEADER: parent}) if parent else None
    span = tracer.start_span(name, came_with, _KINDS[kind])
    carrier: dict[str, str] = {}
    _propagator.inject(carrier, otel.set_span_in_context(span))
    return _Recorded(span), carrier[_HEADER]


class _Recorded(trace.Span):
    """A span that is sent when it ends."""

    def __init__(self, span: otel.Span) -> None:
        self._span = span

    def end(self, failure: str | None = None, **about: Any) -> None:
        """Sent with what it is about, and with the class of an error, never its words."""
        subject = trace.context().get("subject")
        self._span.set_attributes({**about, "sidan.subject": subject} if subject else about)
        if failure is not None:
            self._span.set_status(otel.StatusCode.ERROR, failure)
        self._span.end()
