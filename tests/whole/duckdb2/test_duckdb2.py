"""The main job on DuckDB 2, which the lock does not have yet: the tables are those of the locked version."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.worlds.installed import installed

pytestmark = pytest.mark.heavy

REQUIREMENTS = Path(__file__).with_name("requirements.lock")
BATON = Path(sys.executable).with_name("baton")
# Which run it was, and when: no two runs have them in common.
OF_THE_RUN = {"publish_id", "published_at"}


@pytest.fixture(scope="module")
def duckdb2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """DuckDB 2 in a directory that an interpreter can be told to look in first."""
    return installed(REQUIREMENTS, tmp_path_factory.mktemp("duckdb2"))


def environment(packages: Path | None = None) -> dict[str, str]:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    settings |= {"BATON_SANDBOX_TICKETS": "600"}
    return settings | ({"PYTHONPATH": str(packages)} if packages else {})


def published(home: Path, packages: Path | None = None) -> Path:
    """What two nights of the sandbox publish."""
    for _ in range(2):
        done = subprocess.run(
            [BATON, "run", "--quiet", "--home", home],
            env=environment(packages),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return home / "data" / "published" / "current"


def tables(directory: Path) -> dict[str, tuple[list[tuple[str, str]], list[tuple[object, ...]]]]:
    """Columns with their types, and rows as they lie, of every published table."""
    found = {}
    with duckdb.connect() as db:
        for file in sorted(directory.glob("*.parquet")):
            relation = db.read_parquet(str(file))
            kept = [name for name in relation.columns if name not in OF_THE_RUN]
            relation = relation.select(*kept)
            columns = list(zip(relation.columns, map(str, relation.types), strict=True))
            found[file.stem] = (columns, relation.fetchall())
    return found


def test_another_duckdb_is_what_is_looked_at(duckdb2: Path) -> None:
    version = subprocess.run(
        [sys.executable, "-c", "import duckdb; print(duckdb.__version__)"],
        env=environment(duckdb2),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert version.startswith("2.")
    assert not duckdb.__version__.startswith("2.")


def test_two_nights_on_duckdb_2_publish_the_same_tables(duckdb2: Path, tmp_path: Path) -> None:
    here = tables(published(tmp_path / "locked"))
    there = tables(published(tmp_path / "two", duckdb2))
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
    assert here["handoff"][1]
