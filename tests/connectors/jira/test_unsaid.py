"""Answers in which a site leaves something out and says nothing of it: the next night has it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from connectors.jira.pull import pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.outcome import SourceOutcome
from connectors.sandbox.faults import Kind
from connectors.sandbox.jira.access import TOKEN, USER
from connectors.sandbox.server.server import serve
from tests.worlds.small_world import END, march, small_world

STREAMS = ("jira_issue", "jira_changelog", "jira_comment")


def newest(landing: Landing) -> dict[tuple[str, str], str]:
    """The hash of each record that was landed last."""
    rows = [
        (row["fetched_at"], stream, row["id"], row["hash"])
        for stream in STREAMS
        for path in landing.files(stream)
        for row in pq.read_table(path).to_pylist()
    ]
    return {(stream, id_): hash_ for _, stream, id_, hash_ in sorted(rows)}


def nights(
    directory: Path, route: str = "", kind: Kind = "skip", times: int = 2
) -> tuple[SourceOutcome, Landing]:
    """The outcome of a night in which something goes wrong, and the landing of the one after it."""
    landing = Landing(directory)
    with serve(small_world(), march(10)) as sandbox:
        site = JiraSource("site", sandbox.jira_url, USER, TOKEN)
        assert pull(site, landing).is_complete
        sandbox.move_to(END)
        # Of searches those for what changed.
        sandbox.fail(route, kind, times, when=lambda body: b"updated >=" in body or "search" not in route)
        wrong = pull(site, landing)
        assert sandbox.faults_served[kind] or not route
        sandbox.heal()
        assert pull(site, landing).is_complete
    return wrong, landing


@pytest.mark.parametrize("route", ["*/changelog/bulkfetch", "*/issue/bulkfetch"])
@pytest.mark.parametrize("kind", ["anonymous", "skip"])
def test_what_a_site_did_not_show_of_a_ticket_is_read_the_next_night(
    tmp_path: Path, route: str, kind: Kind
) -> None:
    _, mended = nights(tmp_path / "mended", route, kind)
    _, clean = nights(tmp_path / "clean")
    assert newest(mended) == newest(clean)


def test_a_search_that_lists_nothing_of_what_the_site_counts_fails_the_project(tmp_path: Path) -> None:
    wrong, mended = nights(tmp_path / "mended", "*/search/jql", "anonymous", 1000)
    assert [scope.name for scope in wrong.scopes if scope.state == "failed"]
    _, clean = nights(tmp_path / "clean")
    assert newest(mended) == newest(clean)


def test_a_ticket_that_search_did_not_list_as_changed_is_asked_for_again(tmp_path: Path) -> None:
    wrong, mended = nights(tmp_path / "mended", "*/search/jql", "skip")
    assert wrong.is_complete
    _, clean = nights(tmp_path / "clean")
    assert newest(mended) == newest(clean)


def test_a_ticket_whose_updates_left_no_history_is_read_no_more_than_once_more(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    world = small_world()
    with serve(world, END) as sandbox:
        site = JiraSource("site", sandbox.jira_url, USER, TOKEN)
        read = [
            sum(
                scope.counts["jira_issue"].read
                for scope in pull(site, landing).scopes
                if "jira_issue" in scope.counts
            )
            for _ in range(3)
        ]
    assert read[0] > read[1] and read[2] == 0
