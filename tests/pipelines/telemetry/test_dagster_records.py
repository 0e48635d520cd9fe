"""Runs that Dagster starts by itself print JSON lines, too, where BATON_LOG says so."""
# No `from __future__ import annotations`: Dagster looks at the annotations of assets.

import json

import dagster as dg
import pytest

from pipelines.nightly import JOB, nightly_job
from pipelines.program import build
from pipelines.telemetry.dagster_records import LOGGED_AS_JSON, LOGGER, json_logger


@pytest.mark.parametrize(("form", "is_ours"), [("json", True), ("text", False)])
def test_the_job_that_dagster_starts_has_the_log_that_is_set(
    form: str, is_ours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_LOG", form)
    assert (LOGGER in build().resolve_job_def(JOB).loggers) == is_ours


def test_a_run_of_dagsters_own_prints_each_line_as_an_object(capfd: pytest.CaptureFixture[str]) -> None:
    @dg.asset(key=["landing", "ticket"])
    def pull(context: dg.AssetExecutionContext) -> None:
        context.log.warning("a project is slow")
        raise ZeroDivisionError("a bug")

    definitions = dg.Definitions(
        assets=[pull],
        jobs=[nightly_job(LOGGED_AS_JSON)],
        loggers={LOGGER: json_logger},
        executor=dg.in_process_executor,
    )
    result = definitions.resolve_job_def(JOB).execute_in_process(raise_on_error=False)
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert {line["run"] for line in lines} == {result.run_id}
    assert ("warning", "a project is slow") in [(line["level"], line["message"]) for line in lines]
    [failed] = [line for line in lines if "ZeroDivisionError: a bug" in line.get("traceback", "")]
    assert failed["level"] == "error"
