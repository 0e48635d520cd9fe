"""Macros: what several queries say in the same words, `<name>.macro.sql` in a schema's folders.

A table makes the macros that its query calls before it is built, so that it never meets an older one; what a
macro reads, the table reads, and a macro that changes changes every table that calls it.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from assets import query

ASSETS = Path(__file__).parent
STATEMENT = re.compile(
    r"(?:--.*\n)+create or replace macro (?P<schema>\w+)\.(?P<name>\w+)\((?P<parameters>[^)]*)\) as\s+"
    r"(?P<is_table>table\s)?(?P<body>.+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro: the statement that makes it, and its body as a query."""

    path: query.Path
    statement: str
    body: str


def read_macro(file: Path) -> Macro:
    """Read a macro's file. Raises ValueError where it does not make the macro that it is named after."""
    text = file.read_text(encoding="utf-8")
    match = STATEMENT.fullmatch(text.strip())
    path = (file.relative_to(ASSETS).parts[0], file.name.removesuffix(".macro.sql"))
    if match is None or (match["schema"], match["name"]) != path:
        raise ValueError(
            f"{file}: a comment and `create or replace macro {'.'.join(path)}(…) as …` belong here"
        )
    body = match["body"].rstrip(";")
    return Macro(path, text, body if match["is_table"] else f"select {body}")


@cache
def macros() -> dict[query.Path, Macro]:
    """All macros by schema and name."""
    return {macro.path: macro for macro in map(read_macro, sorted(ASSETS.rglob("*.macro.sql")))}


@cache
def macros_of(text: str) -> tuple[Macro, ...]:
    """The macros that a query calls, and that these call, each after those that it needs.

    Raises ValueError where there is no such macro.
    """
    needed: dict[query.Path, Macro] = {}
    for path in sorted(query.named_in(text).macros):
        if path not in macros():
            raise ValueError(f"there is no macro {'.'.join(path)}, which is called in: {text}")
        macro = macros()[path]
        needed |= {inner.path: inner for inner in macros_of(macro.body)}
        needed[path] = macro
    return tuple(needed.values())


def sources_of(text: str) -> list[query.Path]:
    """Schema and name of the tables that a query reads, itself or through macros, each once."""
    return sorted(
        {
            path
            for each in [text, *(macro.body for macro in macros_of(text))]
            for path in query.named_in(each).tables
        }
    )


def code_of(text: str) -> str:
    """A query and the macros that it calls."""
    return "\n".join([text, *(macro.statement for macro in macros_of(text))])


def make_macros(text: str, db: duckdb.DuckDBPyConnection) -> None:
    """Make the macros that a query calls."""
    for macro in macros_of(text):
        db.execute(macro.statement)
