"""A process of its own: a dbt project that takes semantic-0.1.1.json, and what its MetricFlow answers."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT = """name: reader
version: 1.0.0
profile: reader
flags: {send_anonymous_usage_stats: false}
"""
PROFILE = """reader:
  target: here
  outputs:
    here: {{type: duckdb, path: '{database}', schema: main, config_options: {{access_mode: read_only}}}}
"""
# dbt wants a calendar, and to be told which: Baton publishes one.
CALENDAR = """models:
  - name: day
    time_spine: {standard_granularity_column: day_on}
    columns: [{name: day_on, granularity: day}]
"""


def lay(project: Path, document: Path, database: Path) -> list[str]:
    """The project; a model stands for each table, which is there already. Gives the metrics' names."""
    taken = json.loads(document.read_text(encoding="utf-8"))["semantic_model"][0]
    (project / "models").mkdir(parents=True)
    (project / "osi").mkdir()
    (project / "osi" / document.name).write_bytes(document.read_bytes())
    (project / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    (project / "profiles.yml").write_text(PROFILE.format(database=database), encoding="utf-8")
    (project / "models" / "calendar.yml").write_text(CALENDAR, encoding="utf-8")
    for dataset in taken["datasets"]:
        table = dataset["source"].rpartition(".")[2]
        (project / "models" / f"{table}.sql").write_text("select 1", encoding="utf-8")
    return [metric["name"] for metric in taken["metrics"]]


def in_dbt(project: Path, module: str, *arguments: str) -> str:
    program = f"import sys; from {module} import cli; sys.exit(cli())"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=project,
        env={**os.environ, "DBT_PROFILES_DIR": str(project), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout[-1500:] + done.stderr[-1500:])
    return done.stdout


def say_when(manifest: Path) -> None:
    """MetricFlow wants to know by which date a metric adds up, which 0.1.1 has no word for."""
    taken = json.loads(manifest.read_text(encoding="utf-8"))
    for model in taken["semantic_models"]:
        dates = [each["name"] for each in model["dimensions"] if each["type"] == "time"]
        model["defaults"] = {"agg_time_dimension": dates[0]} if dates else None
    manifest.write_text(json.dumps(taken), encoding="utf-8")


if __name__ == "__main__":
    document, database, project = map(Path, sys.argv[1:])
    metrics = lay(project, document, database)
    said = in_dbt(project, "dbt.cli.main", "parse")
    manifest = project / "target" / "semantic_manifest.json"
    taken = json.loads(manifest.read_text(encoding="utf-8"))
    say_when(manifest)
    answers = project / "answers.csv"
    in_dbt(project, "dbt_metricflow.cli.main", "query", "--metrics", ",".join(metrics), "--csv", str(answers))
    with answers.open(encoding="utf-8", newline="") as lines:
        [row] = csv.DictReader(lines)
    found = {
        "warnings": [line for line in said.splitlines() if "WARNING" in line],
        "datasets": len(taken["semantic_models"]),
        "metrics": len(taken["metrics"]),
        "answers": {name: float(value) if value else None for name, value in row.items()},
    }
    sys.stdout.write(json.dumps(found))
