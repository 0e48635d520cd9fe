"""Who is told of nights, on loopback: whoever takes pings, and a collector that reads OTLP over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

Value = str | int | float | bool


@dataclass
class Listener:
    """What was posted to it: path and body. It answers `status`, and not before `may_answer` is set."""

    address: str = ""
    status: int = 200
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.taken]


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    listener.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.taken.append((self.path, body))
            listener.may_answer.wait()
            self.send_response(listener.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        listener.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield listener
        finally:
            listener.may_answer.set()
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Collected:
    """What a collector understood."""

    resource: dict[str, Value]
    spans: list[Span]
    metrics: dict[tuple[str, str], float]  # by name and source

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]

    def below(self, span: Span) -> list[Span]:
        return [each for each in self.spans if each.parent_span_id == span.span_id]


def collected(listener: Listener) -> Collected:
    resource: dict[str, Value] = {}
    spans: list[Span] = []
    metrics: dict[tuple[str, str], float] = {}
    for path, body in listener.taken:
        if path == "/v1/traces":
            for traced in ExportTraceServiceRequest.FromString(body).resource_spans:
                resource |= values(traced.resource.attributes)
                spans += [span for scope in traced.scope_spans for span in scope.spans]
        elif path == "/v1/metrics":
            for measured in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                for metric in (metric for scope in measured.scope_metrics for metric in scope.metrics):
                    for point in metric.gauge.data_points:
                        source = str(values(point.attributes).get("baton.source", ""))
                        number = point.as_int if point.HasField("as_int") else point.as_double
                        metrics[metric.name, source] = float(number)
    return Collected(resource, spans, metrics)


def values(attributes: Iterator[KeyValue]) -> dict[str, Value]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value") or "") for each in attributes}
