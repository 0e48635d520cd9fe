"""What a table's `.sql` file says: one query each, built whole on every run. Knows nothing of Dagster.

The comment lines at a file's head say what the table is; its last sentence is the grain. Five kinds of line
in it are read by this file: `key: a, b` (must be unique and not null; see set_aside.py), `column a: text`
(described in the warehouse and in Dagster; in marts each column must be), `show: query` (a small look at the
table, which Dagster shows with each run; `<table>.show.sql` beside it where it is longer than a line),
`view: table` (the query is kept as a view, since only that table reads it) and `kept for: text` (nothing
reads it yet: what it is there for). What a query depends on is read from the query itself.
"""

import pathlib
import re
from dataclasses import dataclass, field

import duckdb

from assets.macro import ASSETS, code_of, make_macros, sources_of
from assets.query import Path


@dataclass(frozen=True, slots=True)
class Table:
    """What a table's file says of it."""

    schema: str
    name: str
    query: str
    description: str
    key: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    show: str | None = None
    reader: str | None = None
    kept_for: str | None = None

    @property
    def qualified(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def path(self) -> Path:
        return self.schema, self.name

    @property
    def table(self) -> "Table":
        return self

    @property
    def kinds(self) -> set[str]:
        return {"duckdb", "sql"}

    @property
    def sources(self) -> list[Path]:
        """Schema and name of the tables that the query reads, each once."""
        return sources_of(self.query)

    @property
    def code(self) -> str:
        """All that decides the table's rows but other tables."""
        return code_of(self.query)

    def build(self, db: duckdb.DuckDBPyConnection) -> None:
        """Make the table anew from its query."""
        kind, other = ("view", "table") if self.reader else ("table", "view")
        statement = f"create or replace {kind} {self.qualified} as {self.query}"
        make_macros(self.query, db)
        try:
            db.execute(statement)
        except duckdb.CatalogException as error:
            # A view does not replace a table, nor a table a view: what an older version left goes.
            if "Existing object" not in str(error):
                raise
            db.execute(f"drop {other} {self.qualified}")
            db.execute(statement)


def read_table(path: pathlib.Path) -> Table:
    """Read one .sql file. Raises ValueError where its head is missing or repeats itself."""
    head, query = split_head(path)
    look = path.with_suffix(".show.sql")
    show = look.read_text(encoding="utf-8").strip() if look.is_file() else None
    return table_from_head(path.relative_to(ASSETS).parts[0], path.stem, head, query, show)


def split_head(path: pathlib.Path) -> tuple[str, str]:
    """The comment lines at a file's head, and the query. Raises ValueError where there are none."""
    text = path.read_text(encoding="utf-8")
    head = re.match(r"(?:--.*\n)+", text)
    if head is None:
        raise ValueError(f"{path}: starts with no comment that says what the query is")
    return head[0], text[head.end() :].strip()


def table_from_head(schema: str, name: str, head: str, query: str, show: str | None = None) -> Table:
    """A table from the lines that describe it (with or without SQL's comment signs) and its query."""
    description: list[str] = []
    key: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    reader: str | None = None
    kept_for: str | None = None
    for line in head.splitlines():
        text = line.removeprefix("--").strip()
        if match := re.match(r"key: (.+)", text):
            key = tuple(part.strip() for part in match[1].split(","))
        elif match := re.match(r"column (\w+): (.+)", text):
            if match[1] in columns:
                raise ValueError(f"{schema}.{name}: column {match[1]} is described twice")
            columns[match[1]] = match[2]
        elif match := re.match(r"show: (.+)", text):
            if show:
                raise ValueError(f"{schema}.{name}: has two looks, `show:` in its head and a .show.sql")
            show = match[1]
        elif match := re.match(r"view: (.+)", text):
            reader = match[1]
        elif match := re.match(r"kept for: (.+)", text):
            kept_for = match[1]
        else:
            description.append(text)
    return Table(schema, name, query, "\n".join(description).strip(), key, columns, show, reader, kept_for)


def tables(schema: str) -> list[Table]:
    """All tables of a schema that are .sql files, by name; folders below the schema's only group them."""
    files = (path for path in (ASSETS / schema).rglob("*.sql") if "." not in path.stem)
    return sorted(map(read_table, files), key=lambda table: table.name)
