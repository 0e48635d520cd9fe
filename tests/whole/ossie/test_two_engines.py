"""semantic.json as two makers' engines read it: it is valid, holds, and gives the numbers that SQL gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.heavy

HERE = Path(__file__).parent
BATON = Path(sys.executable).with_name("baton")


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The engines in a directory that an interpreter can be told to look in first."""
    directory = tmp_path_factory.mktemp("engines")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "--require-hashes", "--no-deps", "--target", directory, "-r", HERE / "requirements.lock"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"the engines cannot be installed here: {done.stderr.strip().splitlines()[-1]}")
    return directory


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a night of a small sandbox publishes."""
    home = tmp_path_factory.mktemp("home")
    settings = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    settings |= {"BATON_SANDBOX_TICKETS": "600"}
    subprocess.run([BATON, "run", "--quiet", "--home", home], env=settings, check=True)
    return home / "data" / "published" / "current"


@pytest.fixture(scope="module")
def document(current: Path) -> dict[str, Any]:
    return dict(json.loads((current / "semantic.json").read_text(encoding="utf-8")))


def asked(engines: Path, script: str, *arguments: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, HERE / script, *arguments],
        env={**os.environ, "PYTHONPATH": str(engines)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def by_sql(current: Path, document: dict[str, Any]) -> dict[str, float | None]:
    """Each metric, by the contract: the sum of its column, without the rows that stand for all others."""
    contract = json.loads((current / "contract.json").read_text(encoding="utf-8"))
    answers = {}
    with duckdb.connect(current / "baton.duckdb", read_only=True) as db:
        for table, each in contract["tables"].items():
            is_part = " and ".join(["true", *(f"{total} <> '*'" for total in each["totals_in"])])
            for column in each["columns"]:
                name = f"{table}_{column}"
                if name in {metric["name"] for metric in document["metrics"]}:
                    answers[name] = db.sql(f"select sum({column}) from {table} where {is_part}").fetchall()[
                        0
                    ][0]
    assert len(answers) == len(document["metrics"])
    return answers


def same(one: dict[str, float | None], other: dict[str, float | None]) -> bool:
    return {name: pytest.approx(value) for name, value in one.items()} == other


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
