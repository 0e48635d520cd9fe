"""Who takes messages, on loopback: a webhook, and a mail server, each with all that it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, TCPServer
from typing import Any


@dataclass
class Webhook:
    """`address` without its scheme: `127.0.0.1:port`. It answers `status` until somebody sets another one."""

    address: str = ""
    status: int = 200
    taken: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class MailServer:
    address: str = ""
    taken: list[EmailMessage] = field(default_factory=list)


@contextmanager
def listening_webhook() -> Iterator[Webhook]:
    webhook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if webhook.status < 400:
                webhook.taken.append(content)
            self.send_response(webhook.status)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server, _serving(server):
        webhook.address = f"127.0.0.1:{server.server_port}"
        yield webhook


@contextmanager
def listening_mail() -> Iterator[MailServer]:
    """As much of SMTP as it takes to be sent a mail."""
    mail = MailServer()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                match line[:4].upper():
                    case b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = iter(self.rfile.readline, b".\r\n")
                        content = b"".join(each.removeprefix(b".") for each in lines)
                        message = message_from_bytes(content, policy=policy.default)
                        assert isinstance(message, EmailMessage)
                        mail.taken.append(message)
                        self.wfile.write(b"250 taken\r\n")
                    case b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    case _:
                        self.wfile.write(b"250 fine\r\n")

    with TCPServer(("127.0.0.1", 0), Handler) as server, _serving(server):
        mail.address = f"127.0.0.1:{server.server_address[1]}"
        yield mail


@contextmanager
def _serving(server: TCPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
