"""How a wrong field is put into words: what was expected, what was found, and what was perhaps meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

_KINDS = {
    "string_type": "text",
    "string_too_short": "text that is not empty",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "fields (name: value)",
    "model_type": "fields (name: value)",
    "model_attributes_type": "fields (name: value)",
    "string_pattern_mismatch": "organization/team, such as meridian/data-engineering",
}


def expected(what: str) -> PydanticCustomError:
    """The error of a validator; `what` goes on with what was found, if that may be shown."""
    return PydanticCustomError("expected", "{message}", {"message": f"expected {what}"})


def near(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'this'?`, or nothing where nothing comes close."""
    by_lower = {one.lower(): one for one in sorted(known)}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean {by_lower[close[0]]!r}?" if close else ""


def one_of(known: Iterable[str]) -> str:
    """`a, b, c`, shortened where there are many."""
    names = sorted(known)
    return ", ".join(names[:8]) + (f" … ({len(names)} in all)" if len(names) > 8 else "") if names else "none"


def found(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "fields (name: value)"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "…")


def wording(error: ErrorDetails, siblings: Iterable[str]) -> str:
    """One sentence for an error of pydantic; `siblings` are the fields that are known where it happened."""
    kind, context = error["type"], error.get("ctx", {})
    name = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "expected":
        return str(context["message"])
    if kind == "extra_forbidden":
        return f"unknown field{near(name, siblings) or f'; known here: {one_of(siblings)}'}"
    if kind == "missing":
        return "is missing"
    if kind in ("literal_error", "union_tag_invalid"):
        choices = str(context.get("expected") or context.get("expected_tags")).replace("'", "")
        value = error["input"].get("kind") if kind == "union_tag_invalid" else error["input"]
        names = choices.replace(" or ", ", ").split(", ")
        return f"expected one of {choices}, found {found(value)}{near(str(value), names)}"
    if kind == "union_tag_not_found":
        return "expected a field kind: jira or github, found none"
    if kind == "greater_than_equal":
        return f"expected a number, {context['ge']} or more, found {found(error['input'])}"
    if kind in ("greater_than", "less_than_equal"):
        bound = f"more than {context['gt']:g}" if "gt" in context else f"{context['le']:g} or less"
        return f"expected a number, {bound}, found {found(error['input'])}"
    return f"expected {_KINDS.get(kind, error['msg'])}, found {found(error['input'])}"
