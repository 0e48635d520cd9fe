"""The part of JQL that the sandbox's Jira answers; anything else is refused the way Jira refuses it.

Clauses joined by AND, OR, NOT and parentheses, then ORDER BY id, key, created or updated. Clauses compare
project, id, key, status, issuetype, labels and component by =, !=, in and not in, and created and updated
with unquoted epoch milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_SORT_FIELDS = 7
UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
TOKEN = re.compile(
    r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(>=|<=|!=|[=<>(),~])|([^\s"'=<>!(),~]+))"""
)
SIGNS = {"=", "!=", ">=", "<=", ">", "<"}
TIMES = {"created": "created", "createddate": "created", "updated": "updated", "updateddate": "updated"}
NAMES = {
    **dict.fromkeys(("id", "key", "issue", "issuekey"), "ticket"),
    **dict.fromkeys(("issuetype", "type"), "type"),
    **dict.fromkeys(("labels", "component", "status", "project")),
}
SORTS = ("id", "key", "issuekey", "created", "updated")


class JqlError(Exception):
    """A query that Jira answers with 400; the text is the answer's error message."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A comparison of one field; `sign` is = or !=, also where the query says in or not in, or a time's."""

    name: str
    sign: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Parts joined by `kind`: and, or; or the one part that `not` denies."""

    kind: str
    parts: tuple[Clause | Group, ...]


@dataclass
class Query:
    """A parsed query; `order` holds fields and whether they go down."""

    where: Clause | Group | None = None
    order: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_quoted: bool
    at: int

    @property
    def word(self) -> str:
        return "" if self.is_quoted else self.text.lower()


def parse(jql: str) -> Query:
    """Raises JqlError for what Jira, or this part of it, does not understand."""
    return _Parser(jql).query()


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
            if quoted is not None:
                quoted = re.sub(r"\\(.)", r"\1", quoted)
            word = match[3] or match[4]
            self._tokens.append(_Token(word if quoted is None else quoted, quoted is not None, at))
            at = match.end()

    def query(self) -> Query:
        query = Query()
        if not self._tokens:
            return query
        if self._peek() != "order":
            query.where = self._joined("or", lambda: self._joined("and", self._part))
        if self._peek() == "order":
            query.order = self._order()
        if self._next < len(self._tokens):
            token = self._tokens[self._next]
            raise JqlError(_syntax(token.text, token.at))
        return query

    def _joined(self, kind: str, part: Callable[[], Clause | Group]) -> Clause | Group:
        parts = [part()]
        while self._peek() == kind:
            self._take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Group(kind, tuple(parts))

    def _part(self) -> Clause | Group:
        if self._peek() == "not":
            self._take()
            return Group("not", (self._part(),))
        if self._peek() == "(":
            self._take()
            inner = self._joined("or", lambda: self._joined("and", self._part))
            self._expect(")")
            return inner
        return self._clause()

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

    def _clause(self) -> Clause:
        token = self._take()
        if token.word in TIMES:
            return self._time(TIMES[token.word])
        if token.word in NAMES:
            return Clause(NAMES[token.word] or token.word, *self._values())
        if token.word in {")", ",", *SIGNS}:
            raise JqlError(_syntax(token.text, token.at))
        raise JqlError(f"Field '{token.text}' does not exist or you do not have permission to view it.")

    def _time(self, name: str) -> Clause:
        sign = self._expect(">=", "<=", ">", "<")
        value = self._take()
        if value.is_quoted or not re.fullmatch(r"-?\d+", value.text):
            valid = (
                "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd'"
            )
            raise JqlError(f"Date value '{value.text}' for field '{name}' is invalid. {valid}.")
        return Clause(name, sign, (value.text,))

    def _values(self) -> tuple[str, tuple[str, ...]]:
        word = self._expect("=", "!=", "in", "not")
        if word in SIGNS:
            return word, (self._value(),)
        if word == "not":
            self._expect("in")
        self._expect("(")
        values = [self._value()]
        while self._expect(",", ")") == ",":
            values.append(self._value())
        return "=" if word == "in" else "!=", tuple(values)

    def _value(self) -> str:
        token = self._take()
        if token.word in {"(", ")", ",", "and", "or", "not", "order", *SIGNS}:
            raise JqlError(_syntax(token.text, token.at))
        return token.text

    def _order(self) -> list[tuple[str, bool]]:
        self._expect("order")
        self._expect("by")
        order = []
        while True:
            name = self._take()
            if name.word not in SORTS:
                raise JqlError(f"Not able to sort using field '{name.text}'.")
            is_descending = self._peek() == "desc"
            if self._peek() in ("asc", "desc"):
                self._take()
            order.append((name.word, is_descending))
            if self._peek() != ",":
                break
            self._take()
        if len(order) > MOST_SORT_FIELDS:
            raise JqlError(f"The maximum number of fields to sort by is {MOST_SORT_FIELDS}.")
        return order


def _syntax(text: str, at: int) -> str:
    return f"Error in the JQL Query: Expecting something else than '{text}'. (line 1, character {at + 1})"
