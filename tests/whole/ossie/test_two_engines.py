"""semantic.json as two makers' engines read it: it is valid, holds, and gives the numbers that SQL gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.whole.ossie.engines import HERE, asked, same, sums_by_sql
from tests.worlds.installed import installed

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(HERE / "requirements.lock", tmp_path_factory.mktemp("engines"))


@pytest.fixture(scope="module")
def document(current: Path) -> dict[str, Any]:
    return dict(json.loads((current / "semantic.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def by_sql(current: Path, document: dict[str, Any]) -> dict[str, float | None]:
    return sums_by_sql(current, [metric["name"] for metric in document["metrics"]])


def test_the_document_has_every_table_and_column(current: Path, document: dict[str, Any]) -> None:
    contract = json.loads((current / "contract.json").read_text(encoding="utf-8"))
    assert {each["name"] for each in document["datasets"]} == contract["tables"].keys()
    for each in document["datasets"]:
        assert len(each["fields"]) == len(contract["tables"][each["name"]]["columns"])
        assert all(field["description"] for field in each["fields"])


def test_azem_proves_keys_relations_and_metrics_and_answers_as_sql_does(
    engines: Path, current: Path, by_sql: dict[str, float | None], tmp_path: Path
) -> None:
    found = asked(
        engines, "by_azem.py", current / "semantic.json", current / "baton.duckdb", tmp_path / "copy.sqlite"
    )
    assert found["failed"] == []
    assert found["checks"] > 300
    assert len(by_sql) >= 10
    assert same(by_sql, found["answers"])


def test_sidemantic_finds_it_valid_and_answers_as_sql_does(
    engines: Path, current: Path, by_sql: dict[str, float | None]
) -> None:
    found = asked(engines, "by_sidemantic.py", current / "semantic.json", current / "baton.duckdb")
    assert (found["is_valid"], found["failed"]) == (True, [])
    assert same(by_sql, found["answers"])
