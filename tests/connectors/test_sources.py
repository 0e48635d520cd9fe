"""Every kind of source that an organization file may name has a connector that checks and describes it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import connectors
from connectors.github.source import GitHubSource
from connectors.jira.source import JiraSource
from connectors.landing.streams import STREAMS
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox
from connectors.sources import CONNECTORS, ConnectedSource, Source


def sources(sandbox: Sandbox) -> list[Source]:
    return [
        JiraSource("jira", sandbox.jira_url, USER, TOKEN),
        GitHubSource("github", sandbox.github_url, TOKEN, organizations=("meridian",)),
    ]


def test_every_source_has_a_connector_and_what_is_counted_of_it_is_landed() -> None:
    assert CONNECTORS.keys() == {source.kind for source in get_args(Source)}
    assert {connector.stream for connector in CONNECTORS.values()} <= STREAMS.keys()


@pytest.mark.parametrize(("place", "account"), [(0, "account: Sandbox reader"), (1, "account: sandbox")])
def test_a_source_says_what_its_credentials_show(sandbox: Sandbox, place: int, account: str) -> None:
    connected = ConnectedSource(sources(sandbox)[place])
    description = connected.describe()
    assert description.clock == connected.check()
    assert description.found[0] == account


def test_nothing_but_the_sandbox_itself_knows_in_the_connectors_that_there_is_one() -> None:
    root = Path(connectors.__file__).parent
    others = [path for path in root.rglob("*.py") if "sandbox" not in path.parts]
    assert others
    assert [path for path in others if "sandbox" in path.read_text("utf-8")] == []
