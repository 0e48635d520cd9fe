"""What a table's file promises is held to when the table is built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets import macro
from assets.macro import ASSETS, Macro, read_macro
from assets.table import table_from_head, tables
from assets.table_asset import finish
from connectors.warehouse import connect


@pytest.fixture
def db(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(tmp_path / "warehouse.duckdb") as db:
        yield db


@pytest.mark.parametrize(
    ("query", "offender"),
    [
        ("select unnest(['a', 'a', 'b']) as id", r"\['a', '2'\]"),
        ("select unnest(['a', null]) as id", r"\['None', '1'\]"),
    ],
)
def test_a_key_that_names_two_rows_or_none_stops_the_run(
    db: duckdb.DuckDBPyConnection, query: str, offender: str
) -> None:
    table = table_from_head("core", "thing", "Things.\nkey: id", query)
    table.build(db)
    with pytest.raises(dg.Failure, match=rf"core.thing: the key \(id\) is not unique, or null: {offender}"):
        finish(table, db)


def test_a_mart_describes_every_column(db: duckdb.DuckDBPyConnection) -> None:
    table = table_from_head(
        "marts", "thing", "Things.\nkey: id\ncolumn id: which", "select 1 as id, 2 as size"
    )
    table.build(db)
    with pytest.raises(ValueError, match=r"marts.thing: says nothing of its columns size"):
        finish(table, db)


@pytest.fixture
def two_macros(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Macro]:
    """core.open_count, which calls core.thing_count, which reads core.thing."""
    thing_count = Macro(
        ("core", "thing_count"),
        "create or replace macro core.thing_count() as (select count(*) from core.thing)",
        "select (select count(*) from core.thing)",
    )
    open_count = Macro(
        ("core", "open_count"),
        "create or replace macro core.open_count(closed) as core.thing_count() - closed",
        "select core.thing_count() - closed",
    )
    by_path = {each.path: each for each in (thing_count, open_count)}
    monkeypatch.setattr(macro, "macros", lambda: by_path)
    monkeypatch.setattr(macro, "macros_of", macro.macros_of.__wrapped__)
    return by_path


def test_a_table_depends_on_what_its_macros_read_and_makes_them_itself(
    db: duckdb.DuckDBPyConnection, two_macros: dict[tuple[str, str], Macro]
) -> None:
    table_from_head("core", "thing", "Things.", "select unnest([1, 2, 3]) as id").build(db)
    table = table_from_head("flow", "balance", "Balance.", "select core.open_count(1) as open")
    assert table.sources == [("core", "thing")]
    table.build(db)
    assert db.execute("from flow.balance").fetchall() == [(2,)]


def test_a_table_has_another_code_when_a_macro_behind_its_macro_changes(
    two_macros: dict[tuple[str, str], Macro],
) -> None:
    table = table_from_head("flow", "balance", "Balance.", "select core.open_count(1) as open")
    before = table.code
    path = ("core", "thing_count")
    two_macros[path] = Macro(path, "create or replace macro core.thing_count() as 7", "select 7")
    assert table.code != before
    assert table.sources == []


def test_a_macro_that_is_not_there_is_named(db: duckdb.DuckDBPyConnection) -> None:
    table = table_from_head("flow", "balance", "Balance.", "select core.absent(1) as open")
    with pytest.raises(ValueError, match=r"there is no macro core.absent, which is called in: select"):
        table.build(db)


def test_a_macro_is_read_from_the_file_that_bears_its_name() -> None:
    working_seconds = read_macro(ASSETS / "core" / "calendar" / "working_seconds.macro.sql")
    assert working_seconds.path == ("core", "working_seconds")
    assert working_seconds.body.startswith("select (\n    day.seconds_before")


@pytest.mark.parametrize(
    "text",
    [
        "create or replace macro core.thing() as 1\n",
        "-- A thing.\ncreate or replace macro core.other() as 1\n",
        "-- A thing.\nselect 1\n",
    ],
)
def test_a_macro_without_comment_or_under_anothers_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(macro, "ASSETS", tmp_path)
    file = tmp_path / "core" / "thing.macro.sql"
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(ValueError, match=r"create or replace macro core\.thing"):
        read_macro(file)


def test_a_longer_look_stands_beside_its_table() -> None:
    [handoff] = [table for table in tables("marts") if table.name == "handoff"]
    assert handoff.show is not None
    assert handoff.show.startswith("select")


def test_a_table_says_why_it_is_kept() -> None:
    table = table_from_head("core", "thing", "Things.\nkept for: boards", "select 1 as id")
    assert (table.description, table.kept_for) == ("Things.", "boards")


def test_a_table_has_one_look() -> None:
    with pytest.raises(ValueError, match=r"core\.thing: has two looks"):
        table_from_head("core", "thing", "Things.\nshow: from core.thing", "select 1", "from core.thing")


def test_a_table_takes_the_place_of_a_view_of_its_name_and_a_view_that_of_a_table(
    db: duckdb.DuckDBPyConnection,
) -> None:
    """What was a view in the version before may be a table in this one."""
    table = table_from_head("core", "thing", "Things.", "select 1 as number")
    view = table_from_head("core", "thing", "Things.\nview: core.other", "select 2 as number")
    for each, number in ((table, 1), (view, 2), (table, 1)):
        each.build(db)
        assert db.execute("select number from core.thing").fetchone() == (number,)
