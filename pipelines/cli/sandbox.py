"""`baton sandbox`."""

from __future__ import annotations

import re
import signal
import socket
import threading
from datetime import datetime
from pathlib import Path

from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.planners import planned as plan_of
from connectors.sandbox.server.process import TOKEN, USER, Addresses
from connectors.sandbox.server.server import HOST, serve
from pipelines.cli.screen import say
from pipelines.settings import Settings, SettingsError, parse_instant


def serve_sandbox(
    settings: Settings, clock: str | None, port: int, truth: Path | None, organization: Path | None
) -> None:
    """Serves until SIGINT or SIGTERM."""
    at = _clock(clock)
    _require_free(port)
    say(f"Planning {settings.sandbox_tickets} tickets of seed {settings.sandbox_seed} …", is_error=True)
    planned = plan_of(settings.sandbox_planner, settings.sandbox_seed, settings.sandbox_tickets)
    if truth is not None:
        planned.truth.write(truth)
    with serve(planned.world, at, port=port) as sandbox:
        addresses = Addresses(sandbox.jira_url, sandbox.github_url)
        if organization is not None:
            organization.write_text(addresses.filled_in(planned.organization), encoding="utf-8")
        say(f"Jira    {addresses.jira}   user {USER}, token {TOKEN}")
        say(f"GitHub  {addresses.github}   token {TOKEN}")
        say(f"It is {at:%Y-%m-%d %H:%M} UTC there.")
        if organization is not None:
            say(f"To pull from it: {_command(planned.organization, organization)}")
        say("Ctrl-C ends it.", is_error=True)
        _until_stopped()


def _require_free(port: int) -> None:
    """Raises SettingsError for a port that another program has, or that needs more rights."""
    with socket.socket() as probe:
        # As the server does: what a server that has just ended leaves behind is in nobody's way.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SettingsError(
                f"--port {port}: {error.strerror}; name another, or 0 for any that is free"
            ) from None


def _clock(text: str | None) -> datetime:
    try:
        return parse_instant(text) if text else DEFAULT_CLOCK
    except ValueError:
        raise SettingsError(
            f"--clock must be an instant such as 2025-06-30T00:00:00Z, not {text!r}"
        ) from None


def _command(planned: str, organization: Path) -> str:
    """How to run on it, with the environment variables that its organization file names."""
    names = {"user": set[str](), "token": set[str]()}
    for kind, name in re.findall(r"(user|token)_env: *\"?(\w+)", planned):
        names[kind].add(name)
    values = [f"{name}={USER}" for name in sorted(names["user"])]
    values += [f"{name}={TOKEN}" for name in sorted(names["token"])]
    return f"{' '.join(values)} baton run --organization {organization} --home DIR"


def _until_stopped() -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
