"""Hands metrics and the trace of a night to an OpenTelemetry collector, by OTLP over HTTP.

OpenTelemetry's own environment variables say where to (OTEL_EXPORTER_OTLP_ENDPOINT and its kin) and whether
at all. Without them nothing is imported and nothing is sent.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.telemetry.bounded import within
from pipelines.telemetry.night import Night
from pipelines.telemetry.spans import Attributes, Span, landed, trace_of

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import Tracer

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
SECONDS = 15.0
MISSING = "OTEL_… names a collector, and OpenTelemetry's SDK is not installed: `make setup` brings it"
# What it logs on its way may show an address with what stands in it.
QUIET = ("opentelemetry", "urllib3")


def send(
    environment: Mapping[str, str],
    night: Night,
    age_hours: float | None,
    publication_bytes: int | None,
    seconds: float = SECONDS,
) -> list[str]:
    """Says what could not be sent. `age_hours` is how old published tables are."""
    signals = _signals(environment)
    if not signals:
        return []
    if importlib.util.find_spec("opentelemetry.exporter.otlp.proto.http") is None:
        return [MISSING]
    if problem := next((found for signal in signals if (found := _unknown(environment, signal))), None):
        return [problem]

    def export() -> list[str]:
        with _quiet():
            resource = _resource(environment)
            metrics = _metrics(night, age_hours)
            trace = trace_of(night, publication_bytes)
            sent = {
                "TRACES": lambda: _send_trace(resource, trace),
                "METRICS": lambda: _send_metrics(resource, metrics),
            }
            return [f"{signal.lower()} were not taken" for signal in signals if not sent[signal]()]

    return [f"OpenTelemetry: {problem}" for problem in within(seconds, export)]


def is_traced(environment: Mapping[str, str]) -> bool:
    """Whether anybody wants to know of a night's steps."""
    return bool(_signals(environment))


def _signals(environment: Mapping[str, str]) -> list[str]:
    return [signal for signal in ("TRACES", "METRICS") if _is_wanted(environment, signal)]


def _is_wanted(environment: Mapping[str, str], signal: str) -> bool:
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    named = environment.get(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") or environment.get(ENDPOINT)
    return bool(named) and environment.get(f"OTEL_{signal}_EXPORTER", "otlp").strip().lower() != "none"


def _unknown(environment: Mapping[str, str], signal: str) -> str | None:
    general = "OTEL_EXPORTER_OTLP_PROTOCOL"
    for name in (f"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL", general):
        if protocol := environment.get(name):
            return None if protocol == "http/protobuf" else f"{name} must be http/protobuf, not {protocol!r}"
    return None


@contextmanager
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in QUIET]
    before = [(logger.propagate, logger.handlers) for logger in loggers]
    for logger in loggers:
        logger.propagate, logger.handlers = False, [logging.NullHandler()]
    try:
        yield
    finally:
        for logger, (propagate, handlers) in zip(loggers, before, strict=True):
            logger.propagate, logger.handlers = propagate, handlers


def _resource(environment: Mapping[str, str]) -> Resource:
    from opentelemetry.sdk.resources import Resource

    is_named = "OTEL_SERVICE_NAME" in environment or "service.name=" in environment.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    return Resource.create({} if is_named else {"service.name": "baton"})


def _send_trace(resource: Resource, trace: Span) -> bool:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.export import SpanExportResult

    ended: list[ReadableSpan] = []

    class Kept(SpanProcessor):
        def on_end(self, span: ReadableSpan) -> None:
            ended.append(span)

    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(Kept())
    tracer = provider.get_tracer("baton")
    _record(tracer, trace, None)
    # A sampler of the environment's may want none.
    return not ended or OTLPSpanExporter().export(ended) == SpanExportResult.SUCCESS


def _record(tracer: Tracer, span: Span, parent: object) -> None:
    from opentelemetry.context import Context
    from opentelemetry.trace import Span as Recorded
    from opentelemetry.trace import Status, StatusCode, set_span_in_context

    context = set_span_in_context(parent, Context()) if isinstance(parent, Recorded) else Context()
    recorded = tracer.start_span(
        span.name, context, attributes=span.attributes, start_time=_nanoseconds(span.began)
    )
    if span.error is not None:
        recorded.set_attribute("error.type", span.error)
        recorded.set_status(Status(StatusCode.ERROR, span.error))
    for part in span.parts:
        _record(tracer, part, recorded)
    recorded.end(_nanoseconds(span.ended))


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1_000_000_000)


Values = list[tuple[float, Attributes]]


def _metrics(night: Night, age_hours: float | None) -> dict[str, tuple[str, str, Values]]:
    """Name → unit, description, and values with what tells them apart. What is not known has no value."""
    sources: list[tuple[str, Attributes]] = [
        (s["source"], {"baton.source": s["source"]}) for s in night.sources
    ]
    by_name = {source["source"]: source for source in night.sources}

    def of_sources(column: str) -> Values:
        return [(by_name[name].get(column, 0), where) for name, where in sources]

    rows: Values = [(sum(map(landed, by_name[name]["scopes"])), where) for name, where in sources]
    tables = [len(step.tables) for step in night.steps]
    incomplete = sum(scope["state"] != "whole" for scope in night.scopes)
    return {
        "baton.night.duration": ("s", "From its start to its end", [(night.ended - night.began, {})]),
        "baton.night.exit_code": ("1", "0 complete, 3 published incomplete", [(night.code.value, {})]),
        "baton.night.tables": ("{table}", "Tables that were made", [(sum(tables), {})] if tables else []),
        "baton.pull.requests": ("{request}", "Requests to a source", of_sources("requests")),
        "baton.pull.waited": ("s", "Rate limits and pauses, all threads", of_sources("waited_seconds")),
        "baton.pull.received": ("By", "Answers, unpacked", of_sources("received_bytes")),
        "baton.pull.rows": ("{row}", "Records that were landed", rows),
        "baton.scopes.incomplete": (
            "{scope}",
            "Scopes that were not read whole",
            [(incomplete, {})] if night.sources else [],
        ),
        "baton.publication.age": (
            "s",
            "Since what is published was read",
            [] if age_hours is None else [(age_hours * 3600, {})],
        ),
    }


def _send_metrics(resource: Resource, metrics: Mapping[str, tuple[str, str, Values]]) -> bool:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader, MetricExportResult

    reader = InMemoryMetricReader()
    provider = MeterProvider([reader], resource, shutdown_on_exit=False)
    meter = provider.get_meter("baton")
    for name, (unit, description, values) in metrics.items():
        gauge = meter.create_gauge(name, unit, description)
        for value, where in values:
            gauge.set(value, where)
    data = reader.get_metrics_data()
    return data is None or OTLPMetricExporter().export(data) == MetricExportResult.SUCCESS
