"""Engines of other makers, installed beside Baton: each is asked in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb
import pytest

HERE = Path(__file__).parent


def asked(engines: Path, script: str, *arguments: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, HERE / script, *arguments],
        env={**os.environ, "PYTHONPATH": str(engines)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return dict(json.loads(done.stdout))


def sums_by_sql(current: Path, metrics: Collection[str]) -> dict[str, float | None]:
    """Each metric, by the contract: the sum of its column, without the rows that stand for all others."""
    contract = json.loads((current / "contract.json").read_text(encoding="utf-8"))
    answers = {}
    with duckdb.connect(current / "baton.duckdb", read_only=True) as db:
        for table, each in contract["tables"].items():
            is_part = " and ".join(["true", *(f"{total} <> '*'" for total in each["totals_in"])])
            for column in each["columns"]:
                if f"{table}_{column}" in metrics:
                    [(answer,)] = db.sql(f"select sum({column}) from {table} where {is_part}").fetchall()
                    answers[f"{table}_{column}"] = answer
    assert len(answers) == len(metrics)
    return answers


def same(one: dict[str, float | None], other: dict[str, float | None]) -> bool:
    return {name: pytest.approx(value) for name, value in one.items()} == other
