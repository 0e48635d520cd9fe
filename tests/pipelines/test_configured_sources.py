from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connectors.errors import CredentialsRefused, SourceUnreachable
from connectors.jira.source import JiraSource
from connectors.outcome import Description
from connectors.sandbox.server.process import EmbeddedSandbox
from connectors.sources import ConnectedSource
from pipelines.configured_sources import NamedCredentials
from pipelines.settings import Settings
from pipelines.wiring import sources

CLOCK = datetime(2026, 3, 2, 9, tzinfo=UTC)
SANDBOX = EmbeddedSandbox(seed=7, tickets=1, clock=CLOCK)


class Refused(ConnectedSource):
    """A source that does not accept its credentials."""

    def check(self) -> datetime:
        raise CredentialsRefused("jira", "the token is not accepted.")

    def describe(self) -> Description:
        raise CredentialsRefused("jira", "the token is not accepted.")


def test_the_sandbox_serves_its_sources_at_its_clock_for_as_long_as_they_are_open(tmp_path: Path) -> None:
    embedded = replace(sources(Settings(home=tmp_path)), sandbox=SANDBOX)
    with embedded.opened() as opened:
        assert {source.name: source.check() for source in opened} == {"jira": CLOCK, "github": CLOCK}


def test_the_sandbox_ends_with_the_process_that_opened_it() -> None:
    open_and_die = (
        "import os; from tests.pipelines.test_configured_sources import SANDBOX\n"
        "with SANDBOX.served() as addresses: print(addresses.jira, flush=True); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", open_and_die], capture_output=True, text=True, timeout=60)
    assert done.returncode == 9
    address = urlsplit(done.stdout.strip())
    with pytest.raises(ConnectionRefusedError):
        for _ in range(100):
            socket.create_connection((address.hostname or "", address.port or 0), timeout=1).close()
            time.sleep(0.1)


def test_a_sandbox_that_does_not_come_up_is_said_to_be_unreachable(capfd: pytest.CaptureFixture[str]) -> None:
    with (
        pytest.raises(SourceUnreachable, match="ended before it served"),
        replace(SANDBOX, seed="x").served(),  # type: ignore[arg-type]
    ):
        pass
    assert "invalid int value" in capfd.readouterr().err


@pytest.mark.parametrize("ask", [NamedCredentials.check, NamedCredentials.describe])
def test_a_refusal_says_which_environment_variables_to_check(
    ask: Callable[[NamedCredentials], object],
) -> None:
    refused = Refused(JiraSource("jira", "https://jira.example", "user", "token"))
    with pytest.raises(CredentialsRefused) as error:
        ask(NamedCredentials(refused, ("JIRA_USER", "JIRA_TOKEN")))
    assert str(error.value) == (
        "jira: the token is not accepted. Its credentials come from the environment: "
        "check JIRA_USER and JIRA_TOKEN"
    )
