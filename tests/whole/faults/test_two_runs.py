"""Two runs at once: the second one waits, or says who holds the warehouse."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from connectors.places import Places
from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from connectors.warehouse import Warehouse, WarehouseHeld
from tests.worlds.baton import Baton


def test_the_second_holder_is_told_who_the_first_one_is(tmp_path: Path) -> None:
    first, second = (Warehouse(Places(tmp_path)) for _ in range(2))
    waits: list[str] = []
    with (
        first.hold("run 1"),
        pytest.raises(WarehouseHeld, match=r"held by run 1 \(process \d+\)"),
        second.hold("run 2", wait_seconds=0.3, warn=waits.append),
    ):
        raise AssertionError("two runs hold one warehouse")
    assert len(waits) == 1 and "run 1" in waits[0]
    with second.hold("run 2"):
        pass


@pytest.mark.heavy
def test_of_two_runs_at_once_the_second_waits_or_gives_up_with_a_name(tmp_path: Path) -> None:
    planned = plan(7, 300)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        baton = Baton(tmp_path, planned.organization, sandbox)
        first = baton.start("--quiet")
        lock = tmp_path / "data" / "warehouse.lock"
        while not (lock.exists() and lock.read_text(encoding="utf-8")):
            assert first.poll() is None
            time.sleep(0.05)
        impatient = baton.run("--no-wait")
        assert impatient.returncode == 4
        assert "is held by run" in impatient.stderr
        patient = baton.run("--quiet")
        assert patient.returncode == 0
        first.communicate()
        assert first.returncode == 0


@pytest.mark.heavy
def test_readers_are_answered_at_any_moment_of_a_run(tmp_path: Path) -> None:
    planned = plan(7, 300)
    with serve(planned.world, DEFAULT_CLOCK - timedelta(days=1)) as sandbox:
        baton, places = Baton(tmp_path, planned.organization, sandbox), Places(tmp_path / "data")
        assert baton.run("--quiet").returncode == 0
        before = marks(places)
        sandbox.move_to(DEFAULT_CLOCK)
        night = baton.start("--quiet")
        answers = []
        while night.poll() is None:
            answers.append(marks(places))
        night.communicate()
        after = marks(places)
    assert night.returncode == 0
    assert len(answers) > 10
    assert after != before
    assert all(answer in (before, after) for answer in answers), "a reader saw half a night"


def marks(places: Places) -> dict[str, tuple[object, ...]]:
    """Of each published table how many rows it has, and a hash of all that is in them."""
    with duckdb.connect(places.published_database, read_only=True) as db:
        names = [name for (name,) in db.execute("select table_name from duckdb_tables()").fetchall()]
        return {
            name: db.execute(f"select count(*), bit_xor(hash(row)) from {name} as row").fetchall()[0]
            for name in names
        }
