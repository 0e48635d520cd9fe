from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipelines.alerts import AlertNotSent, failure_text, incomplete_text, post
from tests.worlds.standins import incomplete_run


class Webhook(BaseHTTPRequestHandler):
    taken: list[dict[str, str]]

    def do_POST(self) -> None:
        self.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def webhook() -> Iterator[str]:
    Webhook.taken = []
    with HTTPServer(("127.0.0.1", 0), Webhook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_failure_is_posted(webhook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_ALERT_WEBHOOK", f"{webhook}/s3cret")
    post(failure_text("nightly", "0123456789", ["landing__pull"]))
    text = "Baton: run 01234567 of nightly failed (landing__pull). What was published before stays as it is."
    assert Webhook.taken == [{"text": text}]


def test_without_a_webhook_nothing_is_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BATON_ALERT_WEBHOOK", raising=False)
    post("nobody hears this")


@pytest.mark.parametrize("address", ["{webhook}/gone", "http://127.0.0.1:1/s3cret", "s3cret"])
def test_a_webhook_that_does_not_take_it_is_told_of_without_its_address(
    address: str, webhook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_ALERT_WEBHOOK", address.format(webhook=webhook))
    with pytest.raises(AlertNotSent, match="BATON_ALERT_WEBHOOK") as error:
        post("a text")
    assert "s3cret" not in str(error.value)


def test_an_incomplete_run_names_what_is_behind() -> None:
    text = incomplete_text(incomplete_run())
    assert text == "Baton: published, but not everything could be pulled: jira ML (failed)."
