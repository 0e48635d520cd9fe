"""The contract that is published beside the tables: it holds, and what would break it is not published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from assets.published.contract import RAISE, Contract, ContractBroken, breaks, read_contract
from assets.published.snapshot import publish
from connectors.places import Places
from tests.worlds.night import Home
from tests.worlds.paths import CHECKOUT
from tests.worlds.relations import strays, totals

COMMITTED: Contract = json.loads((CHECKOUT / "docs" / "contract.json").read_text(encoding="utf-8"))


@pytest.fixture
def published(home: Home) -> Contract:
    found = read_contract(home.published.parent)
    assert found is not None
    return found


@pytest.fixture
def places(home: Home, tmp_path: Path) -> Places:
    """A copy of the home, in which something may be published."""
    shutil.copytree(home.data, tmp_path / "data", symlinks=True)
    return Places(tmp_path / "data")


def promise(places: Places, table: str, column: str, type_: str, version: int = 1) -> None:
    """As if the snapshot before had been published with such a column."""
    file = places.current / "contract.json"
    file.chmod(0o644)
    found = json.loads(file.read_text())
    found["version"] = version
    columns = found["tables"][table]["columns"]
    columns[column] = {**columns["wip_count"], "type": type_, "description": f"what {column} was"}
    file.write_text(json.dumps(found))


def test_tables_have_the_types_that_the_committed_contract_says(published: Contract) -> None:
    assert published["version"] == COMMITTED["version"], "`make contract` writes docs/contract.json anew"
    assert list(breaks(COMMITTED, published)) == [], RAISE
    assert published == COMMITTED, "`make contract` writes docs/contract.json anew"


def test_the_comments_of_the_file_say_the_same(home: Home, published: Contract) -> None:
    commented = dict(home.sql("select table_name || '.' || column_name, comment from duckdb_columns()"))
    for name, table in published["tables"].items():
        for column, each in table["columns"].items():
            assert commented[f"{name}.{column}"] == each["description"]


def test_the_metric_catalog_says_the_same(home: Home, published: Contract) -> None:
    rows = home.sql(
        "select table_name, column_name, definition, unit, is_figure, is_additive_over_teams, "
        "is_additive_over_weeks from metric_catalog"
    )
    for table, column, definition, unit, is_figure, teams, weeks in rows:
        each = published["tables"][table]["columns"][column]
        assert (each["description"], each["unit"], each["is_figure"]) == (definition, unit, is_figure)
        assert each["additive_over"] == {"teams": teams, "weeks": weeks}
    assert len(rows) == sum(len(table["columns"]) for table in published["tables"].values())


def test_relations_hold(home: Home, published: Contract) -> None:
    with duckdb.connect(home.published, read_only=True) as db:
        assert list(strays(db, published)) == []


def test_rows_that_stand_for_all_are_where_the_contract_says(home: Home, published: Contract) -> None:
    with duckdb.connect(home.published, read_only=True) as db:
        for name, columns in totals(db, published).items():
            assert set(columns) <= set(published["tables"][name]["totals_in"]), name


@pytest.mark.parametrize(
    ("column", "type_", "message"),
    [
        ("wip_count", "VARCHAR", "column team_week.wip_count: its type was VARCHAR and is BIGINT"),
        ("asleep_count", "BIGINT", "column team_week.asleep_count is gone"),
    ],
)
def test_what_would_break_a_reader_is_not_published(
    places: Places, column: str, type_: str, message: str
) -> None:
    promise(places, "team_week", column, type_)
    before = places.current.resolve()
    with duckdb.connect(places.warehouse) as db, pytest.raises(ContractBroken) as refused:
        publish(db, places)
    assert str(refused.value).splitlines() == [
        message,
        f"nothing is published under contract version 1: {RAISE}",
    ]
    assert places.current.resolve() == before
    assert sorted(path.name for path in places.snapshots.iterdir()) == [before.name]


def test_it_is_published_once_the_version_moved(places: Places) -> None:
    promise(places, "team_week", "wip_count", "VARCHAR", version=0)
    with duckdb.connect(places.warehouse) as db:
        db.execute("update marts.publish_info set publish_id = 'another'")
        publish(db, places)
    found = read_contract(places.current)
    assert found == COMMITTED
