"""SQL from anywhere, asked of what is published: it reads that one file, and nothing else of the machine.

DuckDB's shell has a safe mode of its own (sql.py); this is the same guard for answers that Python writes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
from duckdb import StatementType

from connectors.quoting import literal
from pipelines.exit_codes import ExitCode, Failed

# What DuckDB and its shell need of the environment. Tokens are there too, and are none of their business.
VARIABLES = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR", "TERM", "TZ")
GUARDS = {
    "enable_external_access": "false",  # no file, no address, no extension but those that are built in
    "python_enable_replacements": "false",  # no variable of this program is a table
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}
# What answers, and what makes or fills a temporary table. DuckDB refuses the rest of what would write.
ALLOWED = {
    StatementType.SELECT,
    StatementType.EXPLAIN,
    StatementType.CREATE,
    StatementType.INSERT,
    StatementType.UPDATE,
    StatementType.DELETE,
    StatementType.DROP,
    StatementType.SET,
}
ANSWERING = (StatementType.SELECT, StatementType.EXPLAIN)
ONE_ANSWER = "answers, and so does a later statement: ask for one answer at a time, or leave --format out"
# DuckDB says where in the SQL these are only if the statement is asked alone.
WITHOUT_LINE = (duckdb.BinderException, duckdb.CatalogException)
# It would write a log beside, and ends the whole process where it may not.
REFUSED = re.compile(r"\benable_logging\b", re.IGNORECASE)
LINE = re.compile(r"^LINE (\d+):", re.MULTILINE)
BLANK = re.compile(r"(\s|--[^\n]*|/\*.*?\*/)*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Query:
    """SQL, where it comes from, and what its parameters are: `getvariable('name')` in it."""

    text: str
    origin: str = "the query"
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> list[str]:
        """The statements that give the parameters."""
        return [f'set variable "{name}" = {literal(value)}' for name, value in self.parameters.items()]


def forget_environment() -> None:
    """Whatever way to read the environment there may ever be, it holds no token."""
    for name in set(os.environ) - set(VARIABLES):
        del os.environ[name]


@contextmanager
def guarded(
    file: Path, limits: Mapping[str, str] = MappingProxyType({})
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads `file` and nothing else. Nothing that is asked can change that."""
    with duckdb.connect(file, read_only=True, config={**GUARDS, **limits}) as db:
        db.execute("set TimeZone = 'UTC'")
        db.execute("set lock_configuration = true")
        yield db


def answer(db: duckdb.DuckDBPyConnection, query: Query) -> duckdb.DuckDBPyConnection:
    """What the query's last statement answers. Raises Failed, which names the line of the SQL."""
    statements = list(_statements(db, query))
    for statement, line, before in statements:
        _refuse(query, statement, line)
        if statement is not statements[-1][0] and statement.type in ANSWERING:
            raise Failed(ExitCode.FAILED, [f"{query.origin}, line {line}: {ONE_ANSWER}"])
        try:
            db.execute(statement)
        except duckdb.Error as error:
            raise _failed(query, _placed(db, statement, error), before, line) from None
    return db


def check(db: duckdb.DuckDBPyConnection, query: Query) -> None:
    """Raises Failed where the SQL is wrong, before DuckDB's shell is asked, which names no line of a file."""
    for statement, line, before in _statements(db, query):
        _refuse(query, statement, line)
        try:
            db.execute(f"explain {statement.query}" if statement.type in ANSWERING else statement)
        except WITHOUT_LINE as error:
            raise _failed(query, _placed(db, statement, error), before, line) from None
        except duckdb.ParserException:
            continue  # what cannot be explained, such as `describe`
        except duckdb.Error as error:
            raise _failed(query, error, before, line) from None


def _statements(db: duckdb.DuckDBPyConnection, query: Query) -> Iterator[tuple[Any, int, int]]:
    """Each statement, the line on which it begins, and how many lines of the query are before its text."""
    try:
        statements = duckdb.extract_statements(query.text)
    except duckdb.Error as error:
        raise _failed(query, error, 0, 1) from None
    if not statements:
        raise Failed(ExitCode.FAILED, [f"{query.origin}: there is no statement in it"])
    for setting in query.settings:
        db.execute(setting)
    position = 0
    for statement in statements:
        begin = query.text.find(statement.query, position)
        position = max(begin, position) + len(statement.query)
        before = query.text.count("\n", 0, max(begin, 0))
        blank = BLANK.match(statement.query)
        yield statement, before + 1 + statement.query.count("\n", 0, blank.end() if blank else 0), before


def _refuse(query: Query, statement: Any, line: int) -> None:
    if statement.type not in ALLOWED or REFUSED.search(statement.query):
        refused = f"a {statement.type.name} is refused: SQL here reads what is published, and nothing else"
        raise Failed(ExitCode.FAILED, [f"{query.origin}, line {line}: {refused}"])


def _placed(db: duckdb.DuckDBPyConnection, statement: Any, error: duckdb.Error) -> duckdb.Error:
    """The error with its line: what DuckDB cannot bind, it finds again where the statement stands alone."""
    if not isinstance(error, WITHOUT_LINE):
        return error
    try:
        db.execute(statement.query)
    except duckdb.Error as again:
        return again
    return error


def _failed(query: Query, error: duckdb.Error, before: int, first: int) -> Failed:
    """DuckDB counts the lines of the statement; whoever wrote the file counts those of the file."""
    text = str(error)
    found = LINE.search(text)
    line = int(found[1]) + before if found else first
    lines = [each for each in LINE.sub(f"LINE {line}:", text).splitlines() if each.strip()]
    return Failed(ExitCode.FAILED, [f"{query.origin}, line {line}: {lines[0]}", *lines[1:]])
