"""Whatever a host lacks, of what some host lacks, is lost alone: its version need not be known."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connectors.github.pull import pull
from connectors.github.source import GitHubSource
from connectors.progress import silent
from connectors.sandbox.github.schemas import GITHUB_COM, LACKS, Edition, enterprise
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.world import World
from tests.connectors.github.test_enterprise import UNTOLD
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_planning import PLANNED
from tests.worlds.github_world import WORLD, day

STREAMS = ("github_issue", "github_pull_request", "github_board", "github_board_item", "github_user")
# By what is lacking: what issues do not show then, and how the events begin that they do not tell of.
LOST: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sub-issues": (("parent", "subIssues", "subIssuesSummary"), ("SubIssue", "ParentIssue")),
    "issue types": (("issueType",), ("IssueType",)),
    "what blocks an issue": (
        ("blockedBy", "blocking", "issueDependenciesSummary"),
        ("BlockedBy", "Blocking"),
    ),
    "issue fields": (("issueFieldValues",), ("IssueField",)),
    "events of boards": ((), ("AddedToProject", "RemovedFromProject", "ProjectV2ItemStatus")),
}
NOTED = ("sub-issues", "issue types", "what blocks an issue", "issue fields")
Landed = dict[str, dict[str, Any]]


def world(has_many_options: bool) -> World:
    """Issues with plans beside others; where a field may not have several options, none does."""
    issues = [*PLANNED.issues, *WORLD.issues]
    if not has_many_options:
        issues = [replace(one, events=[e for e in one.events if e.field_name != "Areas"]) for one in issues]
    fields = [one for one in PLANNED.issue_fields if has_many_options or one.kind != "multi_select"]
    boards = [*PLANNED.project_boards, *WORLD.project_boards]
    return replace(
        PLANNED,
        issues=issues,
        issue_fields=fields,
        project_boards=boards,
        pull_requests=WORLD.pull_requests,
    )


def landed(edition: Edition, has_many_options: bool) -> tuple[Landed, str | None, str | None]:
    """What one night lands, and what it says of the repository in which all that is, and of its owner."""
    with tempfile.TemporaryDirectory() as directory:
        home = Home(Path(directory))
        with serve(world(has_many_options), day(9, 12), github=edition) as sandbox:
            source = GitHubSource("gh", sandbox.github_url, "sandbox-token", organizations=("meridian",))
            outcome = pull(source, home.landing, silent, None, replace(QUICK, page=50, timeout_seconds=30))
        assert outcome.is_complete
        found = {name: _with_ids_as_texts(home.payloads(name)) for name in STREAMS}
        return found, scope(outcome, "meridian/flow").message, scope(outcome, "meridian").message


def _with_ids_as_texts(value: Any) -> Any:
    """Where ids have 32 bits they come as numbers, and are the same."""
    if isinstance(value, list):
        return [_with_ids_as_texts(one) for one in value]
    if isinstance(value, dict):
        return {
            name: str(one)
            if name in ("fullDatabaseId", "issueId", "pullRequestId")
            else _with_ids_as_texts(one)
            for name, one in value.items()
        }
    return value


@cache
def of_github_com(has_many_options: bool) -> Landed:
    found, said, said_of_owner = landed(GITHUB_COM, has_many_options)
    assert said is None and said_of_owner is None
    return found


def without(whole: Landed, lacking: set[str]) -> Landed:
    """The same, but for what is lost with these."""
    names = {name for each in lacking & LOST.keys() for name in LOST[each][0]}
    begin = tuple(start for each in lacking & LOST.keys() for start in LOST[each][1])
    issues = {}
    for id_, payload in whole["github_issue"].items():
        told = [one for one in payload["timelineItems"]["nodes"] if not one["__typename"].startswith(begin)]
        left = {name: value for name, value in payload.items() if name not in names}
        issues[id_] = left | {"timelineItems": {"nodes": told}}
    items = {
        id_: item
        for id_, item in whole["github_board_item"].items()
        if not ("archived items of boards" in lacking and item["isArchived"])
    }
    return whole | {"github_issue": issues, "github_board_item": items}


def assert_exactly_that_is_lost(lacking: Iterable[str]) -> None:
    chosen = set(lacking)
    has_many_options = "fields of several options" not in chosen
    found, said, said_of_owner = landed(enterprise(*chosen), has_many_options)
    expected = without(of_github_com(has_many_options), chosen)
    for name in STREAMS:
        assert found[name] == expected[name], name
    assert (said_of_owner is not None) == ("archived items of boards" in chosen)
    lines = (said or "").split("; ") if said else []
    assert any(line.startswith(UNTOLD) for line in lines) == ("events of boards" in chosen)
    unknown = ", ".join(each for each in NOTED if each in chosen)
    noted = [f"not known to this version of the server: {unknown}"] if unknown else []
    assert [line for line in lines if not line.startswith(UNTOLD)] == noted


def test_all_that_may_be_lacking_is_there_to_be_lost() -> None:
    whole = of_github_com(True)
    for names, begin in LOST.values():
        assert all(any(payload[name] for payload in whole["github_issue"].values()) for name in names)
        kinds = [n["__typename"] for p in whole["github_issue"].values() for n in p["timelineItems"]["nodes"]]
        assert any(kind.startswith(begin) for kind in kinds)
    assert {item["isArchived"] for item in whole["github_board_item"].values()} == {True, False}


@pytest.mark.parametrize("one", LACKS)
def test_a_host_that_lacks_one_thing_loses_that(one: str) -> None:
    assert_exactly_that_is_lost([one])


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@example(set(LACKS))
@given(st.sets(st.sampled_from(sorted(LACKS)), min_size=2))
def test_a_host_that_lacks_several_loses_those(lacking: set[str]) -> None:
    assert_exactly_that_is_lost(lacking)


@pytest.mark.heavy
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sets(st.sampled_from(sorted(LACKS))))
def test_so_does_one_that_lacks_any_others(lacking: set[str]) -> None:
    assert_exactly_that_is_lost(lacking)
