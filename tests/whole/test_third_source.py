"""A third kind of source, added as docs/add-a-source.md tells, gets through to handoffs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from tests.worlds.third_source import DESK, product_with_a_desk


def test_ten_tickets_of_a_third_kind_of_source_get_through_to_handoffs(tmp_path: Path) -> None:
    product = product_with_a_desk(tmp_path)
    file = tmp_path / "desk.csv"
    file.write_bytes((DESK / "desk.csv").read_bytes())
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("BATON_")},
        "DESK_FILE": str(file),
        "DESK_TOKEN": "a token",
    }
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from pipelines.cli.main import main; main()", "run"),
            *("--home", tmp_path / "home", "--organization", DESK / "organization.yaml"),
            *("--as-of", "2025-06-06T00:00:00Z"),
        ],
        cwd=product,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    [published] = (tmp_path / "home" / "data" / "published" / "as_of").glob("*/baton.duckdb")
    with duckdb.connect(published, read_only=True) as db:
        assert db.execute("select ticket_count, is_complete from publish_info").fetchall() == [(10, True)]
        handoffs = db.execute(
            "select work_item_key, kind, from_team, to_team, outcome, elapsed_hours from handoff order by all"
        ).fetchall()
        completions = db.execute(
            "select team_id, sum(completed_count) from velocity_week group by all order by all"
        ).fetchall()
    assert handoffs == [
        ("ALP-1", "transfer", "alpha", "beta", "picked_up", 27.0),
        ("ALP-2", "transfer", "alpha", "beta", "open", 62.0),
        ("ALP-6", "request", "beta", "alpha", "open", 63.0),
        ("BET-1", "request", "alpha", "beta", "picked_up", 72.0),
    ]
    assert completions == [("alpha", 0), ("beta", 2)]
