"""What steps tell each other is JSON, and is forgotten."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from pipelines.distributed.passing import JsonFiles

NOW = datetime(2025, 3, 3, tzinfo=UTC)


def test_a_step_is_told_what_another_found(tmp_path: Path) -> None:
    @dg.op
    def find() -> dict:
        return {"projects": ["PAY"]}

    @dg.op
    def tell(found: dict) -> str:
        return str(found["projects"][0])

    @dg.job(
        resource_defs={
            "io_manager": dg.IOManagerDefinition.hardcoded_io_manager(JsonFiles(tmp_path.as_uri()))
        }
    )
    def night() -> None:
        tell(find())

    result = night.execute_in_process(run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}})
    assert result.output_for_node("tell") == "PAY"
    [file] = tmp_path.rglob("find/*.json")
    assert json.loads(file.read_text()) == {"projects": ["PAY"]}


def test_nights_of_more_than_two_weeks_ago_are_forgotten(tmp_path: Path) -> None:
    for name, age in (("old", timedelta(days=15)), ("young", timedelta(days=13))):
        file = tmp_path / name / "step" / "result.json"
        file.parent.mkdir(parents=True)
        file.write_text("{}")
        at = (NOW - age).timestamp()
        os.utime(file, (at, at))
    JsonFiles(tmp_path.as_uri()).forget(NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["young"]
