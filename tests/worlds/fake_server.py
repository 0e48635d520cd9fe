"""A server on loopback that answers what a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Call:
    """A request as it came: parameters are those of the query, or the body's."""

    method: str
    path: str
    given: dict[str, Any]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer; `cut` sends that many bytes fewer than it promises."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    cut: int = 0


class FakeServer:
    """Answers with `answer`; but first with `faults`, each to the next request whose path ends as it says."""

    def __init__(self, answer: Callable[[Call], Reply]) -> None:
        self.answer = answer
        self.faults: list[tuple[str, Reply]] = []
        self.calls: list[Call] = []
        self._lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                self._reply({})

            def do_POST(self) -> None:
                self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def _reply(self, body: dict[str, Any]) -> None:
                url = urlsplit(self.path)
                given = {**dict(parse_qsl(url.query)), **body}
                reply = fake._reply_to(Call(self.command, url.path, given, dict(self.headers)))
                content = (json.dumps(reply.body) if reply.text is None else reply.text).encode()
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: len(content) - reply.cut])
                self.close_connection = reply.cut > 0

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def count(self, ending: str) -> int:
        """Requests so far whose path ends like this."""
        return sum(call.path.endswith(ending) for call in self.calls)

    def _reply_to(self, call: Call) -> Reply:
        with self._lock:
            self.calls.append(call)
            for place, (ending, reply) in enumerate(self.faults):
                if call.path.endswith(ending):
                    del self.faults[place]
                    return reply
        return self.answer(call)
