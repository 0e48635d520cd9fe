"""A run may be killed at any instant: readers keep what was published, and the next run makes it good."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from connectors.sandbox.plan import DEFAULT_CLOCK, plan
from connectors.sandbox.server import serve
from tests.faults.baton import Baton

pytestmark = pytest.mark.heavy

KILLS = 12


def test_a_run_killed_at_any_instant_leaves_what_was_published_and_the_next_one_completes(
    tmp_path: Path,
) -> None:
    planned = plan(7, 300)
    evening = DEFAULT_CLOCK - timedelta(days=7)
    with serve(planned.world, evening) as sandbox:
        undisturbed = Baton(tmp_path / "undisturbed", planned.organization, sandbox)
        killed = Baton(tmp_path / "killed", planned.organization, sandbox)

        began = time.monotonic()
        assert undisturbed.run("--quiet").returncode == 0
        length = time.monotonic() - began
        kill_at_many_points(killed, length)
        assert not killed.current.exists(), "a first run that was killed has published nothing"
        assert killed.run("--quiet").returncode == 0
        assert killed.tables() == undisturbed.tables()

        before, published = killed.current.resolve(), killed.tables()
        sandbox.move_to(DEFAULT_CLOCK)
        began = time.monotonic()
        assert undisturbed.run("--quiet").returncode == 0
        length = time.monotonic() - began
        with duckdb.connect(killed.current / "baton.duckdb", read_only=True) as reader:
            kill_at_many_points(killed, length)
            assert killed.current.resolve() == before
            assert killed.tables() == published
            assert reader.execute("select count(*) from handoff").fetchone() == (len(published["handoff"]),)
        assert killed.run("--quiet").returncode == 0
        assert killed.current.resolve() != before
        assert killed.tables() == undisturbed.tables()


def kill_at_many_points(baton: Baton, length: float) -> None:
    """From before the first request to shortly before the end; a run that was faster than that one has to wait."""
    random = Random(7)
    killed = 0
    for kill in range(KILLS):
        process = baton.start("--quiet")
        time.sleep(length * (0.15 + 0.75 * (kill + random.random()) / KILLS))
        assert process.poll() is None, "the run was over before it was killed"
        process.kill()
        process.communicate()
        killed += 1
    assert killed == KILLS
