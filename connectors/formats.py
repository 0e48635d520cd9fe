"""The formats of what Baton keeps: which version each has, and how a newer one is refused.

A version is raised where an earlier Baton would misread what this one writes. What is older is read as it is.
"""

from __future__ import annotations

from pathlib import Path

from connectors.errors import ExpectedError

# Landed files. 0: before landing said its version; it is read like 1.
LANDING = 1
# Tables that are derived: another version's are made anew, a newer one's too.
WAREHOUSE = 1
# What readers rely on: the contract of the published tables, as `schema_version` in publish_info says it.
PUBLISHED = 1
# What a lake has beside the published tables: `format` in its table baton_publication.
LAKE = 1
# The organization file: its field `version`.
ORGANIZATION = 1


class NewerFormat(ExpectedError):
    """A newer Baton wrote this. The message names it, its version, and what to do."""

    exit_code = 2


def refuse_newer(path: Path, version: int, newest: int, else_do: str) -> None:
    """Raises NewerFormat. `else_do` is what helps besides a newer Baton."""
    if version > newest:
        raise NewerFormat(f"{path} has format {version}, and {too_new(newest)}, or {else_do}")


def too_new(newest: int | str) -> str:
    return (
        f"{newest} is the newest that this Baton knows: update the checkout to the version that wrote it, "
        "and `make setup`"
    )
