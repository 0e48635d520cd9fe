"""What has to become of a schema's tables, for them to be what a contract asks for; or what is against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assets.published.postgres.connection import listed, quoted
from assets.published.postgres.shape import RECORD, Schema, Shape
from connectors.quoting import literal


class Refused(Exception):
    """The tables in Postgres may not become what is asked for. The message says why."""


class Changes:
    """The statements for a schema; `version` is that of the contract whose tables are asked for."""

    def __init__(self, schema: str, there: Schema, asked: Mapping[str, Shape], version: int) -> None:
        self._schema = schema
        self._there = there
        self._asked = asked
        self._version = version
        self._made = {} if there.record is None else there.record.made
        self.is_moved = there.record is not None and there.record.contract_version != version

    def made(self) -> dict[str, list[str]]:
        """The columns that are Baton's from now on. What only an earlier publication has, is left empty."""
        earlier = {} if self.is_moved else self._made
        return {
            table: list(dict.fromkeys([*self._asked_columns(table), *earlier.get(table, [])]))
            for table in dict.fromkeys([*self._asked, *earlier])
        }

    def gone(self) -> Iterator[str]:
        """Drops what a new version of the contract no longer has; under the same version it is emptied."""
        for table in self._made:
            if table in self._asked or table not in self._there.tables:
                continue
            if self.is_moved:
                self._refuse_while_read(f"table {table}", table, list(self._there.tables[table].columns))
                yield f"drop table {quoted(self._schema, table)}"
            else:
                yield f"delete from {quoted(self._schema, table)}"

    def of_table(self, name: str) -> list[str]:
        """Empty where the table is as it should be."""
        asked, there = self._asked[name], self._there.tables.get(name)
        if name in self._there.others or (there is not None and name not in self._made):
            raise Refused(f"{self._schema}.{name} is there already and is not Baton's: name another schema")
        return [self._creation(name, asked)] if there is None else [*self._alterations(name, there, asked)]

    def _creation(self, name: str, asked: Shape) -> str:
        columns = ", ".join(f"{quoted(column)} {type_}" for column, type_ in asked.columns.items())
        return f"create table {quoted(self._schema, name)} ({columns}, primary key ({listed(asked.key)}))"

    def _alterations(self, name: str, there: Shape, asked: Shape) -> Iterator[str]:
        table = f"alter table {quoted(self._schema, name)}"
        retyped = [
            column for column, type_ in asked.columns.items() if there.columns.get(column, type_) != type_
        ]
        is_rekeyed = list(there.key) != list(asked.key)
        removed = [
            column for column in self._made[name] if column in there.columns and column not in asked.columns
        ]
        if not self.is_moved:
            self._refuse_foreign_hands(name, there, asked, retyped, is_rekeyed)
            removed = []
        for column in (*retyped, *removed):
            self._refuse_while_read(f"column {name}.{column}", name, [column])
        if retyped or is_rekeyed:
            # What is there now cannot be kept, and what is empty may become anything.
            yield f"delete from {quoted(self._schema, name)}"
        if is_rekeyed and name in self._there.key_names and there.key:
            yield f"{table} drop constraint {quoted(self._there.key_names[name])}"
            for column in there.key:
                yield f"{table} alter column {quoted(column)} drop not null"
        for column in removed:
            yield f"{table} drop column {quoted(column)}"
        for column in retyped:
            type_ = asked.columns[column]
            yield f"{table} alter column {quoted(column)} type {type_} using null::{type_}"
        for column, type_ in asked.columns.items():
            if column not in there.columns:
                yield f"{table} add column {quoted(column)} {type_}"
        if is_rekeyed:
            yield f"{table} add primary key ({listed(asked.key)})"

    def _refuse_foreign_hands(
        self, name: str, there: Shape, asked: Shape, retyped: Sequence[str], is_rekeyed: bool
    ) -> None:
        found = [f"{name}.{column} is {there.columns[column]}" for column in retyped]
        if is_rekeyed:
            found.append(f"the key of {name} is ({listed(there.key)})")
        if found:
            raise Refused(
                f"{', '.join(found)} in Postgres, which is not what contract version {self._version} says, "
                f"and not Baton's doing: change it back, or drop {self._schema}.{name}"
            )

    def _refuse_while_read(self, what: str, table: str, columns: Sequence[str]) -> None:
        views = dict.fromkeys(
            view for column in columns for view in self._there.views.get((table, column), [])
        )
        if views:
            raise Refused(
                f"{what} changes its type or goes with contract version {self._version}, and is read by "
                f"{', '.join(views)}: change or drop them first"
            )

    def _asked_columns(self, table: str) -> list[str]:
        return list(self._asked[table].columns) if table in self._asked else []


def comments(schema: str, name: str, there: Shape | None, asked: Shape) -> Iterator[str]:
    """Those that differ."""
    for column, comment in asked.comments.items():
        if there is None or there.comments.get(column) != comment:
            what = f"column {quoted(schema, name, column)}" if column else f"table {quoted(schema, name)}"
            yield f"comment on {what} is {literal(comment)}"


def record_table(schema: str) -> list[str]:
    """What makes the table that says which publication is there."""
    table = quoted(schema, RECORD)
    return [
        f"create table if not exists {table} (publish_id text primary key, organization text not null, "
        "as_of timestamptz not null, is_complete boolean not null, contract_version bigint not null, "
        "sent_at timestamptz not null, made jsonb not null)",
        f"comment on table {table} is "
        "'Which publication of Baton''s the other tables hold, all of them the same. One row.'",
    ]
