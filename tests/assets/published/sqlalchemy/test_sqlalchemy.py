"""The published file through three versions of SQLAlchemy, by the pins that docs/connect.md states."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.worlds.installed import installed
from tests.worlds.paths import CHECKOUT

HERE = Path(__file__).parent
PINNED = re.compile(r"^(sqlalchemy|duckdb-engine|duckdb-sqlalchemy)==(\S+)", re.MULTILINE)
LOCKS = sorted(HERE.glob("*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_the_documents_state_the_pins(lock: Path) -> None:
    pins = dict(PINNED.findall(lock.read_text(encoding="utf-8")))
    version = pins.pop("sqlalchemy")
    [(dialect, its_version)] = pins.items()
    text = (CHECKOUT / "docs" / "connect.md").read_text(encoding="utf-8")
    assert f"| {version} | `{dialect}=={its_version}` | {duckdb.__version__} | all of it" in text


@pytest.mark.heavy
@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_tables_are_reflected_with_their_comments_and_queried(
    lock: Path, published: Path, tmp_path: Path
) -> None:
    installed(lock, tmp_path)
    done = subprocess.run(
        [
            *(sys.executable, HERE / "reflect.py"),
            f"duckdb:///{published / 'baton.duckdb'}?access_mode=READ_ONLY",
        ],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    contract = json.loads((published / "contract.json").read_text(encoding="utf-8"))
    handoff = contract["tables"]["handoff"]
    assert found["version"].startswith(lock.stem)
    assert set(found["tables"]) == contract["tables"].keys()
    assert found["comment"].endswith(handoff["grain"])
    assert found["columns"] == {name: each["description"] for name, each in handoff["columns"].items()}
    assert found["types"]["released_at"] in ("TIMESTAMP", "DATETIME")
    with duckdb.connect(published / "baton.duckdb", read_only=True) as db:
        rows = db.execute(
            "select count(*), count(*) filter (where from_team = to_team) from handoff"
        ).fetchall()
    assert found["answers"] == list(rows[0])
