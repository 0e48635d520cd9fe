"""The part of JQL that the sandbox's Jira answers; anything else is refused the way Jira refuses it.

Clauses joined by AND, then ORDER BY id, key, created or updated: project = X, project in (X, Y), id in (..),
key in (..), and created or updated compared with unquoted epoch milliseconds.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.sandbox.jira_snapshot import Row, Snapshot
from connectors.sandbox.world import Project

MOST_SORT_FIELDS = 7
UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
TOKEN = re.compile(
    r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(>=|<=|!=|[=<>(),~])|([^\s"'=<>!(),~]+))"""
)
COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
KEY_FIELDS = {"id", "key", "issue", "issuekey"}
SORTS: dict[str, Callable[[Row], tuple[str, int]]] = {
    "id": lambda row: ("", row.id),
    "key": lambda row: key_order(row.key),
    "issuekey": lambda row: key_order(row.key),
    "created": lambda row: ("", row.created_ms),
    "updated": lambda row: ("", row.updated_ms),
}


class JqlError(Exception):
    """A query that Jira answers with 400; the text is the answer's error message."""


@dataclass
class Query:
    """A parsed query: None means no such restriction. Times are epoch milliseconds."""

    projects: list[str] | None = None
    tickets: list[str] | None = None
    times: list[tuple[str, str, int]] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_quoted: bool
    at: int

    @property
    def word(self) -> str:
        return "" if self.is_quoted else self.text.lower()


def key_order(key: str) -> tuple[str, int]:
    project, _, number = key.rpartition("-")
    return project, int(number)


def search(jql: str, snapshot: Snapshot, projects: dict[str, Project]) -> list[Row]:
    """The tickets that match, in the order asked for (newest first when none is). Raises JqlError."""
    query = _Parser(jql).query()
    if query.projects is None and query.tickets is None and not query.times:
        raise JqlError(UNBOUNDED)
    rows = _candidates(query, snapshot, projects)
    for name, sign, ms in query.times:
        compare = COMPARE[sign]
        if name == "updated":
            rows = [row for row in rows if compare(row.updated_ms, ms)]
        else:
            rows = [row for row in rows if compare(row.created_ms, ms)]
    rows.sort(key=lambda row: row.id, reverse=not query.order)
    for name, is_descending in reversed(query.order):
        rows.sort(key=SORTS[name], reverse=is_descending)
    return rows


def _candidates(query: Query, snapshot: Snapshot, projects: dict[str, Project]) -> list[Row]:
    if query.projects is None:
        rows = list(snapshot.rows.values())
    else:
        by_name = {
            name.upper(): key for key, project in projects.items() for name in (project.name, project.id)
        }
        by_name |= {key.upper(): key for key in projects}
        keys = []
        for name in query.projects:
            if name.upper() not in by_name:
                raise JqlError(f"The value '{name}' does not exist for the field 'project'.")
            keys.append(by_name[name.upper()])
        rows = [row for key in dict.fromkeys(keys) for row in snapshot.by_project.get(key, [])]
    if query.tickets is None:
        return rows
    wanted = set()
    for name in query.tickets:
        found = snapshot.find(name)
        if found is None:
            raise JqlError(f"Issue does not exist or you do not have permission to see it: {name}")
        wanted.add(found.id)
    return [row for row in rows if row.id in wanted]


class _Parser:
    def __init__(self, jql: str) -> None:
        self._tokens: list[_Token] = []
        self._next = 0
        at = 0
        text = jql.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise JqlError(_syntax(text[at:].strip()[:1], at))
            quoted = match[1] if match[1] is not None else match[2]
            word = match[3] or match[4]
            self._tokens.append(_Token(word if quoted is None else quoted, quoted is not None, at))
            at = match.end()

    def query(self) -> Query:
        query = Query()
        if not self._tokens:
            return query
        if self._peek() != "order":
            self._clause(query)
            while self._peek() == "and":
                self._take()
                self._clause(query)
        if self._peek() == "order":
            self._order(query)
        if self._next < len(self._tokens):
            token = self._tokens[self._next]
            raise JqlError(_syntax(token.text, token.at))
        return query

    def _peek(self) -> str:
        return self._tokens[self._next].word if self._next < len(self._tokens) else ""

    def _take(self) -> _Token:
        if self._next >= len(self._tokens):
            raise JqlError("Error in the JQL Query: Unexpected end of the query.")
        self._next += 1
        return self._tokens[self._next - 1]

    def _expect(self, *words: str) -> str:
        token = self._take()
        if token.word not in words:
            raise JqlError(_syntax(token.text, token.at))
        return token.word

    def _clause(self, query: Query) -> None:
        name = self._take()
        if name.word in ("created", "createddate", "updated", "updateddate"):
            query.times.append(self._time(name.word.removesuffix("date")))
        elif name.word == "project" or name.word in KEY_FIELDS:
            values = self._values()
            known = query.projects if name.word == "project" else query.tickets
            if known is not None:
                raise JqlError(_syntax(name.text, name.at))
            if name.word == "project":
                query.projects = values
            else:
                query.tickets = values
        else:
            message = f"Field '{name.text}' does not exist or you do not have permission to view it."
            raise JqlError(message)

    def _time(self, name: str) -> tuple[str, str, int]:
        sign = self._expect(*COMPARE)
        value = self._take()
        if value.is_quoted or not re.fullmatch(r"-?\d+", value.text):
            valid = (
                "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd'"
            )
            raise JqlError(f"Date value '{value.text}' for field '{name}' is invalid. {valid}.")
        return name, sign, int(value.text)

    def _values(self) -> list[str]:
        if self._expect("=", "in") == "=":
            return [self._value()]
        self._expect("(")
        values = [self._value()]
        while self._expect(",", ")") == ",":
            values.append(self._value())
        return values

    def _value(self) -> str:
        token = self._take()
        if token.word in {"(", ")", ",", "=", "and", "or", "order", *COMPARE}:
            raise JqlError(_syntax(token.text, token.at))
        return token.text

    def _order(self, query: Query) -> None:
        self._expect("order")
        self._expect("by")
        while True:
            name = self._take()
            if name.word not in SORTS:
                raise JqlError(f"Not able to sort using field '{name.text}'.")
            is_descending = self._peek() == "desc"
            if self._peek() in ("asc", "desc"):
                self._take()
            query.order.append((name.word, is_descending))
            if self._peek() != ",":
                break
            self._take()
        if len(query.order) > MOST_SORT_FIELDS:
            raise JqlError(f"The maximum number of fields to sort by is {MOST_SORT_FIELDS}.")


def _syntax(text: str, at: int) -> str:
    return f"Error in the JQL Query: Expecting something else than '{text}'. (line 1, character {at + 1})"
