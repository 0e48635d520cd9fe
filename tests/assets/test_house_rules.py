"""Rules of the house that tables, checks and macros keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assets.flow.tables import FRAMES as FLOW_FRAMES
from assets.macro import macros, macros_of, sources_of
from assets.marts import metric_catalog
from assets.query import Cast, casts_in, named_in
from assets.raw.fold import TABLES
from assets.table import Table, split_head, tables
from assets.table_asset import Buildable
from tests.worlds.paths import CHECKOUT

FRAMES = [*FLOW_FRAMES, metric_catalog.FRAME]
BUILT: Sequence[Buildable] = [*TABLES, *tables("core"), *tables("flow"), *tables("marts"), *FRAMES]
NAMES = {each.table.name for each in BUILT}
READ_FROM_TEXT = {"BIGINT", "BOOLEAN", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "INTEGER"}
# Their rows are looked at one by one, not only counted.
READ_BY_PEOPLE = {
    "handoff",
    "organization_event",
    "ownership",
    "publish_info",
    "queue_item",
    "review_request",
    "work_item",
}
NO_NOUNS = {"told", "seen", "held", "shown", "whole"}


def files() -> list[Path]:
    """The product's .sql files that are queries: all but macros."""
    found = [path for room in ("assets", "pipelines") for path in sorted((CHECKOUT / room).rglob("*.sql"))]
    return [path for path in found if not path.name.endswith(".macro.sql")]


def query_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return split_head(path)[1] if text.startswith("--") else text


def name_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_a_cte_is_a_noun_and_never_bears_a_tables_name(path: Path) -> None:
    assert named_in(query_of(path)).ctes & (NAMES | NO_NOUNS) == set()


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_what_a_source_wrote_is_cast_by_what_cannot_fail(path: Path) -> None:
    """By core.instant, core.number or try_cast: texts in JSON, and in core any column that may be text."""
    bare = casts_in(query_of(path))
    assert [cast for cast in bare if cast.is_of_json] == []
    if path.is_relative_to(CHECKOUT / "assets" / "core"):
        assert [cast for cast in bare if cast.type == "TIMESTAMP WITH TIME ZONE"] == []
        assert [cast for cast in bare if cast.column and cast.type in READ_FROM_TEXT] == []


def test_a_bare_cast_of_what_a_source_wrote_is_seen() -> None:
    [cast] = casts_in("select (payload ->> 'created')::timestamptz::timestamp from raw.jira_issue") - {
        Cast("TIMESTAMP", None, True)
    }
    assert cast == Cast("TIMESTAMP WITH TIME ZONE", None, True)
    assert casts_in("select points::double from core.ticket") == {Cast("DOUBLE", "points", False)}
    assert casts_in("select try_cast(payload ->> 'n' as bigint), 'infinity'::timestamp") == set()


def readers() -> Iterator[tuple[str, str]]:
    """What is read: by another table, by a query beside the tables, by a check, by a command."""
    for each in BUILT:
        yield from (path for path in each.sources if path != each.table.path)
    for path in files():
        is_table = path.is_relative_to(CHECKOUT / "assets") and "." not in path.stem
        if not is_table or path.parent.name in ("checks", "landing"):
            yield from sources_of(query_of(path))


def test_every_table_is_read_or_says_what_it_is_kept_for() -> None:
    """raw has every stream that is landed, by one query for all; what is in marts, readers read."""
    read = set(readers())
    derived = [each.table for each in BUILT if each.table.schema in ("core", "flow")]
    assert [table.qualified for table in derived if table.path not in read and not table.kept_for] == []
    assert [table.qualified for table in derived if table.path in read and table.kept_for] == []


def test_a_view_has_the_one_reader_that_it_names() -> None:
    for each in BUILT:
        if reader := each.table.reader:
            found = [other.table.qualified for other in BUILT if each.table.path in other.sources]
            assert found in ([reader], [f"{each.table.schema}.{reader}"]), each.table.qualified


def test_every_macro_is_called() -> None:
    queries = [query_of(path) for path in files()]
    called = {macro.path for query in queries for macro in macros_of(query)}
    assert called == macros().keys()


def team_columns(mart: Table) -> list[str]:
    """Columns that hold the id of a team: team_id, from_team and so on."""
    return [
        column for column in mart.columns if column == "team_id" or column.endswith(("_team", "_team_id"))
    ]


@pytest.mark.parametrize("mart", tables("marts"), ids=lambda mart: mart.name)
def test_beside_every_id_of_a_team_stands_its_name(mart: Table) -> None:
    """In `team`, which has all names, that is `name`."""
    columns = list(mart.columns)
    for column in team_columns(mart) if mart.name != "team" else []:
        assert columns[columns.index(column) + 1] == f"{column.removesuffix('_id')}_name", mart.name


@pytest.mark.parametrize("mart", tables("marts"), ids=lambda mart: mart.name)
def test_every_instant_that_people_read_stands_in_local_time_beside_it(mart: Table) -> None:
    columns = list(mart.columns)
    instants = [column for column in columns if column.endswith("_at") or column == "as_of"]
    local = [column.removesuffix("_local") for column in columns if column.endswith("_local")]
    assert local in (instants, []), mart.name
    if mart.name in READ_BY_PEOPLE:
        assert local == instants
    for column in local:
        assert columns[columns.index(column) + 1] == f"{column}_local"


@pytest.mark.parametrize("mart", tables("marts"), ids=lambda mart: mart.name)
def test_every_row_with_a_figure_ends_in_how_far_it_may_be_trusted(mart: Table) -> None:
    """Which columns are figures, the metric catalog says; and which tables' figures are not of work."""
    has_figures = any(metric_catalog.is_figure(mart.name, column) for column in mart.columns)
    assert (list(mart.columns)[-2:] == ["grade", "doubts"]) is has_figures


def test_no_table_is_without_grades_that_has_no_figures_anyway() -> None:
    measured = {
        mart.name
        for mart in tables("marts")
        if any(metric_catalog.is_measured(column) for column in mart.columns)
    }
    assert metric_catalog.NOT_OF_WORK.keys() <= measured


def test_every_doubt_is_a_kind_of_finding() -> None:
    [quality] = [mart for mart in tables("marts") if mart.name == "data_quality"]
    kinds = re.findall(r"\w+", quality.columns["kind"].partition(":")[2])
    doubts = re.findall(r"'(\w+)'", macros()[("flow", "doubt_names")].body)
    assert doubts == sorted(doubts)
    assert set(doubts) <= set(kinds)
