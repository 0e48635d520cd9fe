"""The simulation of docs/scale.md asks for what Baton asks the sandbox for, and keeps to limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.github.pull import LIMITS
from connectors.github.pull import pull as pull_github
from connectors.github.source import GitHubSource
from connectors.jira.pull import pull as pull_jira
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.progress import silent
from connectors.sandbox.jira.access import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from tests.bench import bench_github, bench_jira
from tests.bench.scale.measured import Assumed
from tests.bench.scale.simulation import Credential, Never, play
from tests.bench.scale.walks import GitHub, Jira, Stage, Walk

TICKETS, PROJECTS = 2400, 3
PULL_REQUESTS, REPOSITORIES = 1200, 6
# Of the requests and points that the sandbox counted.
BOUND = 0.05


def requests_of(walks: Iterator[Walk]) -> int:
    return play(walks, [Credential(4)], 4).requests


@pytest.fixture(scope="module")
def jira() -> Iterator[Sandbox]:
    planned = bench_jira.world(TICKETS, PROJECTS)
    with serve(planned, bench_jira.START + timedelta(minutes=TICKETS + 30)) as sandbox:
        yield sandbox


def test_jira_is_asked_for_what_the_simulation_says(jira: Sandbox, tmp_path: Path) -> None:
    source = JiraSource("jira", jira.jira_url, USER, TOKEN)
    simulated = Jira([TICKETS // PROJECTS] * PROJECTS, sum(bench_jira.HISTORIES) / 2)
    first = pull_jira(source, Landing(tmp_path))
    assert first.is_complete
    assert requests_of(simulated.first(Assumed())) == pytest.approx(first.requests, rel=BOUND)
    jira.move_to(bench_jira.START + timedelta(minutes=TICKETS, days=3))
    night = pull_jira(source, Landing(tmp_path))
    changed = Assumed(changed_share=bench_jira.CHANGED / TICKETS)
    assert requests_of(simulated.night(changed)) == pytest.approx(night.requests, rel=BOUND)


def test_github_is_asked_for_what_the_simulation_says(tmp_path: Path) -> None:
    planned = bench_github.world(PULL_REQUESTS, REPOSITORIES)
    clock = bench_github.START + timedelta(minutes=PULL_REQUESTS + 30)
    with serve(planned, clock, points_per_hour=bench_github.POINTS) as sandbox:
        source = GitHubSource("gh", sandbox.github_url, "sandbox-token", ("meridian",))
        outcome = pull_github(source, Landing(tmp_path), silent, None, replace(LIMITS, busy_seconds=1e9))
        assert outcome.is_complete
        points = sandbox.points_used
    simulated = play(
        GitHub([PULL_REQUESTS // REPOSITORIES] * REPOSITORIES).first(Assumed()), [Credential(3)], 4
    )
    assert simulated.requests == pytest.approx(outcome.requests, rel=BOUND)
    assert simulated.points == pytest.approx(points, rel=BOUND)


def walk(count: int, seconds: float, points: int = 0, at_once: int = 1) -> Walk:
    return [Stage("x", count, seconds, points, at_once)]


def test_requests_of_a_stage_go_side_by_side_as_far_as_the_credential_lets_them() -> None:
    assert play([walk(12, 1.0, at_once=4)], [Credential(4)], 1).seconds == 3
    assert play([walk(12, 1.0, at_once=4)], [Credential(2)], 1).seconds == 6


def test_a_stage_begins_when_the_one_before_it_has_ended() -> None:
    two = [Stage("x", 2, 1.0, 0, 2), Stage("y", 2, 3.0, 0, 2)]
    assert play([two], [Credential(4)], 1).seconds == 4


def test_workers_share_walks_and_credentials_take_turns() -> None:
    walks = [walk(10, 1.0) for _ in range(4)]
    assert play(walks, [Credential(9)], 1).seconds == 40
    assert play(walks, [Credential(9)], 4).seconds == 10
    assert play(walks, [Credential(1), Credential(1)], 4).seconds == 20


def test_points_that_are_used_up_are_waited_for_until_the_hour_is_over() -> None:
    played = play([walk(25, 1.0, points=1)], [Credential(1, points_an_hour=10)], 1)
    assert (played.seconds, played.points) == (7205, 25)
    assert played.waited["points"] == pytest.approx(7180)


def test_seconds_of_a_minute_are_waited_for() -> None:
    """Of a minute 30 seconds may be used: twice as long as without, but for its end."""
    played = play([walk(120, 1.0)], [Credential(1, busy_seconds=30)], 1)
    assert played.seconds == pytest.approx(240, abs=31)


def test_an_endpoint_is_asked_so_often_a_second() -> None:
    played = play([walk(101, 0.001, at_once=50)], [Credential(50, a_second=10)], 1)
    assert played.seconds == pytest.approx(10, abs=0.1)
    assert play([walk(101, 0.001, at_once=50)], [Credential(50, Never)], 1).seconds < 0.1
