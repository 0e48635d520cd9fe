"""How Dagster builds a table: its asset, the check of its key, and what is said of its columns and rows."""

import hashlib
from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb

from assets.table import Table
from connectors.warehouse import Warehouse


def asset_key(path: tuple[str, str]) -> dg.AssetKey:
    """Dagster's key of a table, from its schema and name."""
    return dg.AssetKey(list(path))


def table_asset(table: Table) -> dg.AssetsDefinition:
    """The asset that builds a table from its query."""

    @asset_of(table, kinds={"duckdb", "sql"})
    def build(warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Any]:
        db = warehouse.cursor()
        table.build(db)
        yield from finish(table, db)

    return build


def asset_of(table: Table, kinds: set[str], deps: list[tuple[str, str]] | None = None) -> Any:
    """The decorator of a table's asset: name, description, dependencies."""
    name = "__".join(table.path)
    return dg.multi_asset(name=name, specs=[spec_of(table, kinds, deps)], pool="warehouse")


def spec_of(table: Table, kinds: set[str], deps: list[tuple[str, str]] | None = None) -> dg.AssetSpec:
    """What Dagster knows of a table before it is built."""
    return dg.AssetSpec(
        asset_key(table.path),
        deps=[asset_key(path) for path in (table.sources if deps is None else deps)],
        description=f"{table.description}\n\n```sql\n{table.query}\n```"
        if table.query
        else table.description,
        group_name=table.schema,
        kinds=kinds,
        code_version=hashlib.sha256(f"{table.query}{table.macro or ''}".encode()).hexdigest()[:12],
        metadata={"dagster/table_name": table.qualified, "key": ", ".join(table.key)},
    )


def finish(table: Table, db: duckdb.DuckDBPyConnection) -> Iterator[Any]:
    """Describe a table that was just built, check its key, and tell Dagster its columns and rows.

    Raises dagster.Failure with the first offenders where the key is not unique or null. (An asset check for
    every table would say the same, and take Dagster as long as building the tables takes.)
    """
    columns = db.execute(f"describe {table.qualified}").fetchall()
    _describe(table, [name for name, *_ in columns], db)
    if table.key:
        _check_key(table, db)
    [rows] = db.execute(f"select count(*) from {table.qualified}").fetchone() or [0]
    yield dg.MaterializeResult(
        asset_key=asset_key(table.path),
        metadata={
            **({"look": dg.MetadataValue.md(markdown(db, table.show))} if table.show else {}),
            "dagster/row_count": rows,
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
    db.execute(f"comment on table {table.qualified} is {_literal(table.description)}")
    for name, text in table.columns.items():
        db.execute(f"comment on column {table.qualified}.{name} is {_literal(text)}")


def _check_key(table: Table, db: duckdb.DuckDBPyConnection) -> None:
    names = ", ".join(table.key)
    anything_null = " or ".join(f"{name} is null" for name in table.key)
    bad = db.execute(
        f"select {names}, count(*) from {table.qualified} group by {names} "
        f"having count(*) > 1 or {anything_null} order by all limit 5"
    ).fetchall()
    if bad:
        rows = [list(map(str, row)) for row in bad]
        raise dg.Failure(
            f"{table.qualified}: the key ({names}) is not unique, or null: {rows[0]}",
            metadata={"first offenders (key, rows)": rows},
        )


def markdown(db: duckdb.DuckDBPyConnection, query: str) -> str:
    """The answer to a query as a Markdown table."""
    cursor = db.execute(query)
    names = [column[0] for column in cursor.description or []]
    rows = [["" if value is None else str(value) for value in row] for row in cursor.fetchall()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [names, ["---"] * len(names), *rows])


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
