"""No query compares every row with every other, which is quick on a small world and endless on a large one.

DuckDB hashes a join by its equalities. Where one side's condition stands alone beside them, or an equality is
within an `or`, it takes a loop over all pairs instead, however many there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.macro import make_macros
from assets.table import Table, tables
from tests.worlds.changing import changing_story
from tests.worlds.night import Home
from tests.worlds.story import told

ONE_ROW = "the run, or the organization file"
# Loops whose other side is small whatever the world is.
SMALL = {
    "core.jira_ticket_change": "the fields that have a role",
    "core.ticket_change": "the same, as a view",
    "core.link": ONE_ROW,
    "core.ticket_link": ONE_ROW,
    "flow.handoff_candidate": ONE_ROW,
    "flow.handoff_unmeasured": ONE_ROW,
    "flow.item_doubt": ONE_ROW,
    "flow.owner_signal": ONE_ROW,
    "flow.ownership_interval": ONE_ROW,
    "core.emptied_team": "the teams, for each team",
    "core.unclaimed_team_value": "names that teams own, for each value of one field",
    "flow.chain_wait": "the three ledgers",
    "flow.merge_request": ONE_ROW,
    "flow.pace_week": "the teams, for each week",
    "flow.deployed_commit": ONE_ROW,
    "flow.figure_item": "the figures that are kept, for each completion",
    "flow.resident": ONE_ROW,
    "flow.review_release": ONE_ROW,
    "flow.review_round": ONE_ROW,
    "flow.team_trust": "the projects that were not read whole, for each period",
    "flow.integration_claim": "one row each",
    "marts.integration_ratio": "the doses",
    "marts.merge_option": "the one grade of all handoffs",
    "marts.reorg_effect": "the one grade of all work",
    "marts.ageing": ONE_ROW,
    "flow.ml_item": ONE_ROW,
    "flow.surface_owner": ONE_ROW,
    "flow.surface_repository": ONE_ROW,
    "flow.user_report": ONE_ROW,
    "marts.delivery_week": "each team and all together: two rows",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(changing_story(1, tickets=20), tmp_path_factory.mktemp("plans"), "27 16:00") as home:
        yield home


def loops(node: dict[str, Any]) -> Iterator[str]:
    if node["name"].strip() == "BLOCKWISE_NL_JOIN":
        yield node["name"].strip()
    for child in node["children"]:
        yield from loops(child)


def plan(db: duckdb.DuckDBPyConnection, table: Table) -> dict[str, Any]:
    make_macros(table.query, db)
    [(_, text)] = db.execute(f"explain (format json) {table.query}").fetchall()
    [root] = json.loads(text)
    return dict(root)


def test_no_join_is_a_loop_over_all_pairs_but_with_a_side_that_stays_small(home: Home) -> None:
    queries = [table for schema in ("core", "flow", "marts") for table in tables(schema)]
    with duckdb.connect(home.data / "warehouse.duckdb") as db:
        found = {table.qualified for table in queries if any(loops(plan(db, table)))}
    assert found - SMALL.keys() == set()


def test_such_a_loop_is_seen(tmp_path: Path) -> None:
    query = "select * from a left join b on a.id = b.id and a.kind = 'x'"
    table = Table("core", "odd", query, "A table that is not there.")
    with duckdb.connect(tmp_path / "odd.duckdb") as db:
        db.execute(
            "create table a as select range as id, 'x' as kind from range(9); create table b as from a"
        )
        assert list(loops(plan(db, table))) == ["BLOCKWISE_NL_JOIN"]
