"""Sets work items aside whose rows break a table's key: one odd history costs one work item, not the night.

They are taken out of core, from which all that is counted follows; core.set_aside says which they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from assets.table import Table

# More than so many are no odd histories: there is something wrong with the query.
MOST_SHARE, FEW = 0.01, 10

# How a row says which work items it belongs to, by the columns that it has.
TICKET_BY_NUMBER = """
    select ticket.source, 'ticket' as work_item_kind, ticket.ticket_id as work_item_id
    from broken inner join core.ticket as ticket on ticket.ticket_number = broken."""
NAMES_A_WORK_ITEM = {
    ("work_item_source", "work_item_id"): "work_item_kind",
    ("source", "pull_request_id"): "'pull_request'",
    ("source", "ticket_id"): "'ticket'",
    ("ticket_source", "ticket_id"): "'ticket'",
    ("source", "root_ticket_id"): "'ticket'",
    ("source", "work_item_id"): "work_item_kind",
}


def set_aside(table: Table, db: duckdb.DuckDBPyConnection) -> list[str]:
    """Take the work items out of core whose rows break the key of `table`, and say what they are called.

    Nothing is done, and none returned, where the rows belong to no work item or to too many.
    """
    ways = list(_ways(table, _columns(db, table.schema, table.name)))
    if not ways:
        return []
    names = ", ".join(table.key)
    anything_null = " or ".join(f"{name} is null" for name in table.key)
    items = db.execute(
        f"""
        with broken as (
            select * from {table.qualified}
            qualify count(*) over (partition by {names}) > 1 or {anything_null}
        )
        select distinct source, work_item_kind, work_item_id from ({" union all ".join(ways)})
        where work_item_id is not null order by all
        """
    ).fetchall()
    keys = _keys(db)
    if len(items) > max(FEW, MOST_SHARE * len(keys)):
        return []
    rows = [(*item, keys.get(item), table.qualified) for item in items]
    if rows:
        db.executemany("insert into core.set_aside values (?, ?, ?, ?, ?)", rows)
        take_out(db, [name for (name,) in db.execute(_CORE_TABLES).fetchall()])
    return [f"{source} {key or f'{kind} {id_}'}" for source, kind, id_, key, _ in rows]


_CORE_TABLES = "select table_name from duckdb_tables() where schema_name = 'core'"


def take_out(db: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    """Delete the rows of work items that are set aside from tables of core."""
    for name in tables:
        if name == "set_aside":
            continue
        columns = _columns(db, "core", name)
        for (source, id_), kind in NAMES_A_WORK_ITEM.items():
            if _says_which(columns, source, id_):
                db.execute(
                    f"delete from core.{name} where ({source}, {kind}, {id_}) in "
                    "(select (source, work_item_kind, work_item_id) from core.set_aside)"
                )


def _ways(table: Table, columns: set[str]) -> Iterator[str]:
    """Queries for the work items of the broken rows."""
    if table.schema != "core":
        yield from (
            f"{TICKET_BY_NUMBER}{name}" for name in ("ticket_number", "root_number") if name in columns
        )
    for (source, id_), kind in NAMES_A_WORK_ITEM.items():
        if _says_which(columns, source, id_):
            yield f"select {source} as source, {kind} as work_item_kind, {id_} as work_item_id from broken"


def _says_which(columns: set[str], source: str, id_: str) -> bool:
    """A work item that has a source of its own in a row is not of the row's other source."""
    is_shadowed = source == "source" and f"{id_.removesuffix('id')}source" in columns
    return {source, id_} <= columns and not is_shadowed


def _columns(db: duckdb.DuckDBPyConnection, schema: str, name: str) -> set[str]:
    found = db.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchall()
    return {column for (column,) in found}


def _keys(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], str]:
    """What every work item is called, as far as core has been built."""
    built = {name for (name,) in db.execute(_CORE_TABLES).fetchall()}
    return {
        (source, kind, id_): key
        for kind in ("ticket", "pull_request")
        if f"latest_{kind}" in built
        for source, id_, key in db.execute(
            f"select source, {kind}_id, key from core.latest_{kind}"
        ).fetchall()
    }
