"""A home may be called anything that a directory can be called, or is refused before anything is pulled."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.server.server import serve
from tests.worlds.baton import Baton
from tests.worlds.golden import AS_OF, golden_organization, golden_world


@pytest.mark.heavy
def test_a_home_with_quotes_and_patterns_in_its_name_publishes_the_same_tables(tmp_path: Path) -> None:
    with serve(golden_world(), AS_OF) as sandbox:
        plain = Baton(tmp_path / "plain", golden_organization(), sandbox)
        odd = Baton(tmp_path / """it's [Ana's] *"home" %d {x}; --""", golden_organization(), sandbox)
        assert plain.run("--quiet").returncode == 0
        done = odd.run()
    assert done.returncode == 0, done.stderr
    assert odd.tables() == plain.tables()
    assert odd.tables()["handoff"]
    assert """baton sql --home '""" in done.stdout
    assert sorted(file.name for file in odd.current.resolve().glob("*.parquet")) == sorted(
        file.name for file in plain.current.resolve().glob("*.parquet")
    )


def test_a_home_that_dagster_could_not_use_is_refused_before_anything_is_pulled(tmp_path: Path) -> None:
    with serve(golden_world(), AS_OF) as sandbox:
        baton = Baton(tmp_path / "what?", golden_organization(), sandbox)
        done = baton.run()
        assert not sandbox.requests
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"baton: the home {baton.home} has a ? in its path, which Dagster cannot use: name another"
    ]
    assert not (baton.home / "data").exists()
