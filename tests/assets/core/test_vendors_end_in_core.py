"""Vendors end in core/jira and core/github: elsewhere no query knows a vendor's payloads, words or keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.table import split_head, tables
from tests.worlds.paths import CHECKOUT

ASSETS = CHECKOUT / "assets"
VENDORS = ("jira", "github")
ROOMS = [ASSETS / "core" / vendor for vendor in VENDORS]
VENDOR = re.compile("jira|github", re.IGNORECASE)
# The organization file speaks of its owner's projects and repositories by vendor.
OF_THE_FILE = {"core/organization/organization.sql", "core/team/owned_thing.sql"}
NAMED_IN_A_HINT = "jira_team_values"


def name_of(path: Path) -> str:
    return str(path.relative_to(ASSETS))


def queries() -> list[Path]:
    found = sorted(ASSETS.rglob("*.sql"))
    return [path for path in found if not any(path.is_relative_to(room) for room in ROOMS)]


def query_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    query = split_head(path)[1] if text.startswith("--") else text
    return re.sub(r"--.*", "", query)


def given_by_both() -> Iterator[str]:
    """What both rooms give, without the vendor's name."""
    jira, github = (
        {path.stem.removeprefix(f"{room.name}_") for path in room.glob(f"{room.name}_*.sql")}
        for room in ROOMS
    )
    yield from sorted(jira & github)


@pytest.mark.parametrize("path", queries(), ids=name_of)
def test_no_query_outside_the_vendors_rooms_speaks_of_a_vendor(path: Path) -> None:
    query = query_of(path)
    if name_of(path).startswith("core/"):
        query = re.sub(r"\bcore\.(jira|github)_\w+", "", query)
    if name_of(path) not in OF_THE_FILE:
        assert VENDOR.findall(query.replace(NAMED_IN_A_HINT, "")) == []
    assert re.findall("'[^'\n]*#[^'\n]*'", query) == []


def test_vendors_records_are_read_in_their_rooms_alone() -> None:
    readers = {
        (table.qualified, schema, name)
        for table in (*tables("core"), *tables("flow"), *tables("marts"))
        for schema, name in table.sources
        if schema in ("raw", "landing") and name.startswith(VENDORS)
    }
    in_rooms = {f"core.{path.stem}" for room in ROOMS for path in room.glob("*.sql")}
    assert readers
    assert {reader for reader in readers if reader[0] not in in_rooms} == set()


@pytest.mark.parametrize("noun", list(given_by_both()))
def test_what_both_vendors_give_one_union_puts_together(noun: str) -> None:
    pair = {("core", f"{vendor}_{noun}") for vendor in VENDORS}
    unions = [table.qualified for table in tables("core") if pair <= set(table.sources)]
    assert len(unions) == 1
