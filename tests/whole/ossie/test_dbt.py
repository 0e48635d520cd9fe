"""semantic-0.1.1.json as dbt takes it: it reads all of it, and gives the numbers that SQL gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.whole.ossie.engines import HERE, asked, same, sums_by_sql
from tests.worlds.installed import installed

pytestmark = pytest.mark.heavy


def test_dbt_takes_it_whole_and_answers_as_sql_does(
    current: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    dbt = installed(HERE / "dbt.lock", tmp_path_factory.mktemp("dbt"))
    [model] = json.loads((current / "semantic-0.1.1.json").read_text(encoding="utf-8"))["semantic_model"]
    metrics = [metric["name"] for metric in model["metrics"]]
    assert len(metrics) >= 10
    found = asked(
        dbt,
        "by_dbt.py",
        current / "semantic-0.1.1.json",
        # By the link, as dbt calls a database by the name of its file.
        current / "baton.duckdb",
        tmp_path / "project",
    )
    assert found["warnings"] == []
    assert (found["datasets"], found["metrics"]) == (len(model["datasets"]), len(metrics))
    assert same(sums_by_sql(current, metrics), found["answers"])
