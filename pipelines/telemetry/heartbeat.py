"""Tells somebody outside that nights come: whoever hears nothing any more knows that they have stopped.

BATON_HEARTBEAT_URL   asked with POST: `URL/start` when a night begins, `URL` when it has published,
                      `URL/fail` when it has not. A query stays where it is, at the end
BATON_HEARTBEAT_FILE  a file that each night which publishes replaces whole
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import requests

from connectors.warehouse import write_atomically
from pipelines.exit_codes import ExitCode
from pipelines.telemetry.bounded import within
from pipelines.telemetry.night import Night

URL, FILE = "BATON_HEARTBEAT_URL", "BATON_HEARTBEAT_FILE"
SECONDS = 5.0
PAUSES = (1.0, 2.0)  # between three tries
READABLE = 0o644


def begin(environment: Mapping[str, str]) -> list[str]:
    """Says what went wrong, as `end` does. One try: nobody waits for a night to begin."""
    return _ping(environment, "/start", "", pauses=())


def end(environment: Mapping[str, str], night: Night) -> list[str]:
    """A run that another one kept from beginning is no night, and says nothing."""
    if night.code == ExitCode.HELD:
        return []
    problems = _write(environment, night) if night.is_published else []
    as_of = f", as of {night.outcome['as_of']}" if night.outcome and night.is_published else ""
    text = f"exit code {night.code.value}{as_of}"
    return problems + _ping(environment, "" if night.is_published else "/fail", text, PAUSES)


def _write(environment: Mapping[str, str], night: Night) -> list[str]:
    named = environment.get(FILE)
    if not named or night.outcome is None:
        return []
    content: dict[str, object] = {
        "as_of": night.outcome["as_of"],
        "finished_at": night.finished_at.isoformat(timespec="seconds"),
        "exit_code": night.code.value,
        "is_complete": bool(night.outcome["is_complete"]),
    }
    path = Path(named).expanduser()
    try:
        write_atomically(path, content)
        path.chmod(READABLE)  # it names nobody, and whoever watches is another account
    except OSError as error:
        return [f"{FILE}: {path} could not be written: {error.strerror or type(error).__name__}"]
    return []


def _ping(environment: Mapping[str, str], suffix: str, text: str, pauses: tuple[float, ...]) -> list[str]:
    url = environment.get(URL, "").strip()
    if not url:
        return []

    def ask() -> list[str]:
        problem = _post(url, suffix, text)
        for pause in pauses:
            if problem is None:
                break
            time.sleep(pause)
            problem = _post(url, suffix, text)
        return [] if problem is None else [problem]

    longest = (len(pauses) + 1) * SECONDS + sum(pauses)
    return [f"{URL}{suffix and f' ({suffix})'}: {problem}" for problem in within(longest, ask)]


def _post(url: str, suffix: str, text: str) -> str | None:
    """What went wrong, without the address: it is a secret."""
    try:
        parts = urlsplit(url)
        address = urlunsplit(parts._replace(path=parts.path.rstrip("/") + suffix))
        with requests.post(address, data=text.encode(), timeout=SECONDS, stream=True) as answer:
            return f"it answered {answer.status_code}" if answer.status_code >= 400 else None
    except (requests.RequestException, ValueError) as error:
        return type(error).__name__
