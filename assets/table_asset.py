"""How Dagster builds tables: a stage is one step, in which every table is an asset with rows and columns."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, Protocol

import dagster as dg
import duckdb

from assets.query import Path
from assets.set_aside import set_aside, take_out
from assets.table import Table
from connectors.errors import HomeDamaged
from connectors.landing.files import require_readable
from connectors.landing.landing import Landing
from connectors.quoting import literal
from connectors.warehouse import Warehouse

# Tables of a stage: they read the same few others, which stay in memory until then (64: 50 MiB more). Each
# time costs what a few small tables cost.
SETTLED_AFTER = 32

# What DuckDB says of its own file when that was damaged.
DAMAGE = ("Corrupt database file", "database has been invalidated because of a previous fatal error")


class Buildable(Protocol):
    """A table that can be made anew, by a query or by a function of a frame."""

    @property
    def table(self) -> Table: ...
    @property
    def sources(self) -> list[Path]: ...
    @property
    def kinds(self) -> set[str]: ...
    @property
    def code(self) -> str: ...
    def build(self, db: duckdb.DuckDBPyConnection) -> None: ...


def asset_key(path: Path) -> dg.AssetKey:
    """Dagster's key of a table, from its schema and name."""
    return dg.AssetKey(list(path))


class BrokenKey(dg.Failure):
    """A table's key is not unique, or null."""


def stage_asset(
    name: str, tables: Sequence[Buildable], after: Sequence[Buildable] = ()
) -> dg.AssetsDefinition:
    """One step that builds a stage's tables, each after those that it reads; or some of them, where asked.

    One step, since Dagster takes longer over a step than DuckDB over most tables. Work items whose rows break
    a key are set aside, and what was made from core before, in this stage and `after`, is made without them.
    A key that is broken otherwise ends the step there.
    """
    ordered = in_order(tables)
    is_core = name == "core"
    earlier = [*in_order(after), *ordered]

    @dg.multi_asset(name=name, specs=[spec_of(each) for each in ordered], pool="warehouse", can_subset=True)
    def build(context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Any]:
        chosen = [each for each in ordered if asset_key(each.table.path) in context.selected_asset_keys]
        yield from build_stage(warehouse, context.log, chosen, [] if is_core else earlier)

    return build


def build_stage(
    warehouse: Warehouse, log: logging.Logger, chosen: Sequence[Buildable], earlier: Sequence[Buildable] = ()
) -> Iterator[dg.MaterializeResult]:
    """Build tables in this order; where work items are set aside, those of `earlier` before them anew."""
    with warehouse.cursor() as db:
        stage = _Stage(warehouse, db, log)
        for number, each in enumerate(chosen):
            if number % SETTLED_AFTER == 0:
                warehouse.settle()
            yield stage.build(each, earlier[: earlier.index(each)] if earlier else [])


@dataclass(slots=True)
class _Stage:
    """One stage, while it is built."""

    warehouse: Warehouse
    db: duckdb.DuckDBPyConnection
    log: logging.Logger
    has_set_aside: bool = False

    def build(self, buildable: Buildable, before: Sequence[Buildable]) -> dg.MaterializeResult:
        """Build one table, and those `before` it anew where work items are set aside.

        Raises dagster.Failure, which names the table, where DuckDB cannot, or a key is broken otherwise.
        """
        self._make(buildable)
        while True:
            try:
                return finish(buildable.table, self.db)
            except BrokenKey as broken:
                items = set_aside(buildable.table, self.db)
                if not items:
                    raise
                self.has_set_aside = True
                self.log.warning(
                    f"{broken.description}: {len(items)} work items are set aside and count nowhere: "
                    f"{', '.join(items[:5])}. Their history is odd, or Baton has a fault: please report it."
                )
            for each in before:
                self._make(each)
                finish(each.table, self.db)
            self._make(buildable)

    def _make(self, buildable: Buildable) -> None:
        table = buildable.table
        try:
            buildable.build(self.db)
        except duckdb.Error as error:
            raise why_not(buildable, error, self.warehouse) from None
        if self.has_set_aside and table.schema == "core" and not table.reader:
            # What an earlier table of core set aside comes again from raw.
            take_out(self.db, [table.name])


def why_not(buildable: Buildable, error: duckdb.Error, warehouse: Warehouse) -> Exception:
    """Why DuckDB could not build a table: a damaged file, which is looked for, or a query."""
    if any(sign in str(error) for sign in DAMAGE):
        return HomeDamaged(f"{warehouse.set_aside()}; run again: it is then made anew from landing")
    try:
        for schema, stream in buildable.sources:
            if schema == "landing":
                require_readable(Landing(warehouse.places.landing).files(stream))
    except HomeDamaged as damage:
        return damage
    return dg.Failure(f"{buildable.table.qualified}: {type(error).__name__}: {error}")


def in_order(tables: Sequence[Buildable]) -> list[Buildable]:
    """Tables of one schema, each after those that it reads."""
    known = {each.table.path: each for each in tables}
    graph = {path: [source for source in each.sources if source in known] for path, each in known.items()}
    return [known[path] for path in TopologicalSorter(graph).static_order()]


def spec_of(buildable: Buildable) -> dg.AssetSpec:
    """What Dagster knows of a table before it is built."""
    table = buildable.table
    return dg.AssetSpec(
        asset_key(table.path),
        deps=[asset_key(path) for path in buildable.sources],
        description=f"{table.description}\n\n```sql\n{table.query}\n```"
        if table.query
        else table.description,
        group_name=table.schema,
        kinds=buildable.kinds,
        code_version=hashlib.sha256(buildable.code.encode()).hexdigest()[:12],
        metadata={"dagster/table_name": table.qualified, "key": ", ".join(table.key)},
    )


def finish(table: Table, db: duckdb.DuckDBPyConnection) -> dg.MaterializeResult:
    """Describe a table that was just built, check its key, and tell Dagster its columns and rows.

    Raises BrokenKey with the first offenders where the key is not unique or null. (An asset check for
    every table would say the same, and take Dagster as long as building the tables takes.)
    """
    columns = db.execute(f"describe {table.qualified}").fetchall()
    _describe(table, [name for name, *_ in columns], db)
    # Counting a view would compute it once more.
    rows = None if table.reader else _checked_count(table, db)
    return dg.MaterializeResult(
        asset_key=asset_key(table.path),
        metadata={
            **({"look": dg.MetadataValue.md(markdown(db, table.show))} if table.show else {}),
            **({} if rows is None else {"dagster/row_count": rows}),
            "dagster/column_schema": dg.TableSchema(
                [
                    dg.TableColumn(name, type_, description=table.columns.get(name))
                    for name, type_, *_ in columns
                ]
            ),
        },
    )


def _describe(table: Table, columns: list[str], db: duckdb.DuckDBPyConnection) -> None:
    if unknown := sorted(set(table.columns) - set(columns)):
        raise ValueError(f"{table.qualified}: describes columns that it does not have: {', '.join(unknown)}")
    if table.schema == "marts" and (silent := sorted(set(columns) - set(table.columns))):
        raise ValueError(f"{table.qualified}: says nothing of its columns {', '.join(silent)}")
    comments = [
        f"comment on {'view' if table.reader else 'table'} {table.qualified} is {literal(table.description)}"
    ]
    comments += [
        f"comment on column {table.qualified}.{name} is {literal(text)}"
        for name, text in table.columns.items()
    ]
    db.execute(";".join(comments))


def _checked_count(table: Table, db: duckdb.DuckDBPyConnection) -> int:
    """The number of rows."""
    if not table.key:
        [(rows,)] = db.execute(f"select count(*) from {table.qualified}").fetchall()
        return int(rows)
    names = ", ".join(table.key)
    anything_null = " or ".join(f"{name} is null" for name in table.key)
    [(rows, keys, nulls)] = db.execute(
        f"select coalesce(sum(n), 0), count(*), count(*) filter (where {anything_null}) "
        f"from (select {names}, count(*) as n from {table.qualified} group by {names})"
    ).fetchall()
    if rows > keys or nulls:
        _refuse_key(table, db, names, anything_null)
    return int(rows)


def _refuse_key(table: Table, db: duckdb.DuckDBPyConnection, names: str, anything_null: str) -> None:
    bad = db.execute(
        f"select {names}, count(*) from {table.qualified} group by {names} "
        f"having count(*) > 1 or {anything_null} order by all limit 5"
    ).fetchall()
    rows = [list(map(str, row)) for row in bad]
    raise BrokenKey(
        f"{table.qualified}: the key ({names}) is not unique, or null: {rows[0]}",
        metadata={"first offenders (key, rows)": rows},
    )


def markdown(db: duckdb.DuckDBPyConnection, query: str) -> str:
    """The answer to a query as a Markdown table."""
    cursor = db.execute(query)
    names = [column[0] for column in cursor.description or []]
    rows = [["" if value is None else str(value) for value in row] for row in cursor.fetchall()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [names, ["---"] * len(names), *rows])
