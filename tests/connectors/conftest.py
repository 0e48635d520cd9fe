"""What tests of the connectors and of the sandbox's servers share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.sandbox.server.server import Sandbox, serve
from connectors.transport import rate_limit
from tests.worlds.small_world import END, small_world


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked again is asked at once."""
    monkeypatch.setattr(rate_limit, "FIRST_WAIT_SECONDS", 0.01)


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with serve(small_world(), END) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The small world's server, one for a module, at the end of the month and with all its points."""
    running.move_to(END)
    return running
