"""A recorded GitHub repository, served and pulled: what went in comes out, for another client too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from github import Auth, Github

from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds import ietf
from tests.worlds.night import Home

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(
        not ietf.ARCHIVE.exists(), reason="the recorded repository is not beside this checkout"
    ),
]
CLOCK = datetime(2025, 7, 29, tzinfo=UTC)
ORGANIZATION = """
name: TLS
timezone: UTC
sources:
  - name: gh
    kind: github
    url: ${BATON_SANDBOX_GITHUB}
    token_env: BATON_SANDBOX_TOKEN
    organizations: [tlswg]
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(ietf.world(ietf.read()), CLOCK) as made:
        yield made


@pytest.fixture(scope="module")
def home(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"), is_dagsters=True)
    made.run(sandbox, ORGANIZATION)
    return made


def test_github_gives_its_issues_pull_requests_and_reviews(home: Home) -> None:
    assert home.warehouse_sql("select count(*) from core.ticket") == [(250,)]
    assert home.warehouse_sql("select count(*) from core.pull_request") == [(392,)]
    reviews = (
        "select count(*), count(distinct pull_request_id) from core.pull_request_event where kind = 'review'"
    )
    archive = ietf.read()
    reviewed = sum(bool(row["reviews"]) for row in archive["pulls"])
    assert home.warehouse_sql(reviews) == [(1457, reviewed)]
    assert home.warehouse_sql("select count(*) from core.ticket_comment") == [(1260,)]
    comments = "select count(*) from core.pull_request_event where kind = 'comment'"
    assert home.warehouse_sql(comments) == [(733,)]


def test_every_time_and_state_is_the_recorded_one(home: Home) -> None:
    archive = ietf.read()
    recorded = {
        (row["number"], row["state"].lower(), ietf.at(row["createdAt"]).replace(tzinfo=None))
        for row in archive["issues"]
    }
    found = home.warehouse_sql("select split_part(key, '#', 2)::int, status_id, created_at from core.ticket")
    assert set(found) == recorded
    merged = {
        (row["number"], ietf.at(row["mergedAt"]).replace(tzinfo=None))
        for row in archive["pulls"]
        if row["mergedAt"]
    }
    seen = home.warehouse_sql(
        "select split_part(key, '#', 2)::int, merged_at from core.pull_request where state = 'merged'"
    )
    assert set(seen) == merged
    closed = home.warehouse_sql(
        "select count(*), count(distinct ticket_id) from core.ticket_change where field = 'status'"
    )
    assert closed == [(249, 249)]


def test_an_independent_client_reads_the_same_counts(sandbox: Sandbox) -> None:
    github = Github(
        base_url=sandbox.github_url,
        auth=Auth.Token("sandbox-token"),
        per_page=100,
        seconds_between_requests=0,
    )
    repository = github.get_repo("tlswg/draft-ietf-tls-esni")
    listed = list(repository.get_issues(state="all"))
    assert sum("/issues/" in issue.html_url for issue in listed) == 250
    pulls = list(repository.get_pulls(state="all"))
    assert len(pulls) == 392
    most = sorted(pulls, key=lambda pull: pull.number)[:40]
    archive = {row["number"]: row for row in ietf.read()["pulls"]}
    for pull in most:
        assert pull.get_reviews().totalCount == len(archive[pull.number]["reviews"])
    github.close()


def test_words_that_look_like_keys_link_nothing(home: Home) -> None:
    [(mentioned,)] = home.warehouse_sql("select count(*) from core.pull_request, unnest(ticket_keys)")
    assert mentioned > 0
    assert home.warehouse_sql("select count(*) from core.link") == [(0,)]
    assert Path(home.published).exists()
