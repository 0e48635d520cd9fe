"""A run may be killed at any instant: readers keep what was published, and the next run makes it good."""

from __future__ import annotations

import resource
import signal
from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from tests.worlds.baton import Baton

pytestmark = pytest.mark.heavy

KILLS = 12
LEAST_KILLS = 6


def test_a_run_killed_at_any_instant_leaves_what_was_published_and_the_next_one_completes(
    tmp_path: Path,
) -> None:
    planned = plan(7, 300)
    evening = DEFAULT_CLOCK - timedelta(days=7)
    with serve(planned.world, evening) as sandbox:
        undisturbed = Baton(tmp_path / "undisturbed", planned.organization, sandbox)
        killed = Baton(tmp_path / "killed", planned.organization, sandbox)

        seconds = run_undisturbed(undisturbed)
        run_through_kills(killed, seconds)
        assert killed.tables() == undisturbed.tables()

        published = killed.tables()
        sandbox.move_to(DEFAULT_CLOCK)
        seconds = run_undisturbed(undisturbed)
        with duckdb.connect(killed.current / "baton.duckdb", read_only=True) as reader:
            run_through_kills(killed, seconds)
            assert reader.execute("select count(*) from handoff").fetchone() == (len(published["handoff"]),)
        assert killed.tables() == undisturbed.tables()


def run_undisturbed(baton: Baton) -> float:
    """Processor seconds that a run takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert baton.run("--quiet").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def current(baton: Baton) -> Path | None:
    """The snapshot that readers are given."""
    return baton.current.resolve() if baton.current.exists() else None


def run_through_kills(baton: Baton, seconds: float) -> None:
    """Kill run after run, each later, until one is through: what earlier ones landed is not pulled again."""
    published = current(baton)
    random = Random(7)
    kills = 0
    for kill in range(KILLS):
        code = baton.run_until_killed(seconds * (0.2 + 0.8 * (kill + random.random()) / KILLS))
        if code == 0:
            break
        assert code == -signal.SIGPROF
        if current(baton) != published:
            # Killed after the one rename that publishes: that night stands whole, as the caller compares.
            break
        kills += 1
    else:
        assert baton.run("--quiet").returncode == 0
    assert kills >= LEAST_KILLS
    assert current(baton) != published
