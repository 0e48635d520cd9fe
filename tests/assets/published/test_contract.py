"""The contract of the published tables: what breaks it is named, and docs/ say what the heads say."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from assets.published.contract import (
    RAISE,
    Contract,
    ContractBroken,
    breaks,
    contract,
    refuse_breaks,
)
from pipelines.cli.contract_pages import pages
from tests.worlds.paths import CHECKOUT

DOCS = CHECKOUT / "docs"
COMMITTED: Contract = json.loads((DOCS / "contract.json").read_text(encoding="utf-8"))


def column(type_: str = "BIGINT", **more: Any) -> dict[str, Any]:
    axes = {"teams": True, "weeks": None}
    return {"type": type_, "unit": "count", "additive_over": axes, "description": "how many", **more}


@pytest.fixture
def before() -> Contract:
    columns = {"team_id": column("VARCHAR", unit="text", description="a team"), "open_count": column()}
    return {"version": 1, "tables": {"queue": {"key": ["team_id"], "columns": columns}}}


@pytest.fixture
def after(before: Contract) -> Contract:
    return copy.deepcopy(before)


def test_a_new_column_and_a_new_table_break_nothing(before: Contract, after: Contract) -> None:
    after["tables"]["queue"]["columns"]["done_count"] = column()
    after["tables"]["sprint"] = {"key": ["sprint_id"], "columns": {}}
    assert list(breaks(before, after)) == []
    refuse_breaks(before, after)


def test_a_removed_column_is_named(before: Contract, after: Contract) -> None:
    del after["tables"]["queue"]["columns"]["open_count"]
    assert list(breaks(before, after)) == ["column queue.open_count is gone"]


def test_a_renamed_column_is_named_with_its_new_name(before: Contract, after: Contract) -> None:
    columns = after["tables"]["queue"]["columns"]
    columns["still_open_count"] = columns.pop("open_count")
    assert list(breaks(before, after)) == ["column queue.open_count is called still_open_count now"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "DOUBLE"}, "its type was BIGINT and is DOUBLE"),
        ({"unit": "hours"}, "its unit was count and is hours"),
        (
            {"additive_over": {"teams": False, "weeks": None}},
            "its additive over was teams and is nothing",
        ),
        (
            {"additive_over": {"teams": None, "weeks": None}},
            "its additive over was teams and is unknown",
        ),
    ],
)
def test_a_column_that_means_something_else_is_named(
    before: Contract, after: Contract, change: dict[str, Any], message: str
) -> None:
    after["tables"]["queue"]["columns"]["open_count"] |= change
    assert list(breaks(before, after)) == [f"column queue.open_count: {message}"]


def test_a_table_that_is_gone_and_a_key_that_changed_are_named(before: Contract, after: Contract) -> None:
    before["tables"]["sprint"] = {"key": ["sprint_id"], "columns": {}}
    after["tables"]["queue"]["key"] = ["team_id", "week_starts_on"]
    assert list(breaks(before, after)) == [
        "table queue: its key was team_id and is team_id, week_starts_on",
        "table sprint is gone",
    ]


def test_a_break_is_refused_unless_the_version_moved(before: Contract, after: Contract) -> None:
    del after["tables"]["queue"]["columns"]["open_count"]
    with pytest.raises(ContractBroken) as refused:
        refuse_breaks(before, after)
    assert str(refused.value).splitlines() == [
        "column queue.open_count is gone",
        f"nothing is published under contract version 1: {RAISE}",
    ]
    refuse_breaks(before, {**after, "version": 2})
    refuse_breaks(None, after)


def types() -> dict[str, dict[str, str]]:
    """As docs/contract.json has them: whether tables have these types, the worked example says."""
    return {
        name: {column: each["type"] for column, each in table["columns"].items()}
        for name, table in COMMITTED["tables"].items()
    }


class Anything(dict[str, Any]):
    """Types of columns that docs/contract.json does not know yet."""

    def __missing__(self, name: str) -> Any:
        return Anything()


def test_no_column_that_readers_rely_on_is_gone_or_means_something_else() -> None:
    known = Anything({name: Anything(columns) for name, columns in types().items()})
    now = contract(known, COMMITTED["version"])
    assert list(breaks(COMMITTED, now)) == [], RAISE


def test_the_committed_contract_says_what_the_heads_of_the_marts_say() -> None:
    known = Anything({name: Anything(columns) for name, columns in types().items()})
    now = contract(known, COMMITTED["version"])
    assert now["tables"].keys() == COMMITTED["tables"].keys(), (
        "`make contract` writes docs/contract.json anew"
    )
    for name, table in now["tables"].items():
        assert table == COMMITTED["tables"][name], f"{name}: `make contract` writes docs/contract.json anew"


def test_a_page_per_table_is_what_the_contract_says() -> None:
    written = {
        str(path.relative_to(DOCS)): path.read_text(encoding="utf-8")
        for path in [*(DOCS / "tables").glob("*.md"), DOCS / "contract.json"]
    }
    expected = pages(COMMITTED)
    assert written.keys() == expected.keys(), "`make contract` writes docs/tables anew"
    for name, text in expected.items():
        assert written[name] == text, f"docs/{name}: `make contract` writes it anew"


def test_every_relation_leads_to_the_key_of_a_table_or_a_part_of_it() -> None:
    for name, table in COMMITTED["tables"].items():
        for each in table["relations"]:
            other = COMMITTED["tables"][each["refers_to"]]
            assert each["key"] == other["key"], f"{name}: {each['columns']} → {each['refers_to']}"
            assert set(each["columns"]) <= table["columns"].keys()
