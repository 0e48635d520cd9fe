"""Dagster's own runs of the job: what its sensors tell of them, and what it does not try again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.tags import WILL_RETRY_TAG

from connectors.errors import CredentialsRefused
from pipelines.nightly import JOB, nightly_job
from pipelines.resources import resources
from pipelines.sensors import NotTold, alert_on_failure, alert_on_stale_tables, tell_of_published
from tests.worlds.collecting import collected, listening
from tests.worlds.empty_publication import publish_empty
from tests.worlds.example import ENVIRONMENT, TEXT
from tests.worlds.listening import Webhook, listening_webhook
from tests.worlds.standins import incomplete_run

# As dagster.yaml has it.
RETRIES = "run_retries: {enabled: true, max_retries: 1, retry_on_asset_or_op_failure: false}\n"

Run = Callable[[Callable[[], None]], dg.ExecuteInProcessResult]


@pytest.fixture
def webhook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """Its address is all that is in the environment but for a home with an organization file."""
    organization = tmp_path / "organization.yaml"
    organization.write_text(TEXT)
    for name, value in {**ENVIRONMENT, "BATON_HOME": tmp_path, "BATON_ORGANIZATION": organization}.items():
        monkeypatch.setenv(name, str(value))
    with listening_webhook() as webhook:
        monkeypatch.setenv("BATON_NOTIFY", f"json://{webhook.address}/t0ken")
        yield webhook


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "dagster.yaml").write_text(RETRIES)
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        yield instance


@pytest.fixture
def run(instance: dg.DagsterInstance) -> Run:
    """The job with one step, which needs what Dagster's own runs get."""

    def run(step: Callable[[], None]) -> dg.ExecuteInProcessResult:
        @dg.asset(required_resource_keys={"sources"})
        def pull() -> None:
            step()

        definitions = dg.Definitions(
            assets=[pull], jobs=[nightly_job()], resources=resources(), executor=dg.in_process_executor
        )
        return definitions.resolve_job_def(JOB).execute_in_process(instance=instance, raise_on_error=False)

    return run


def of_failure(result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> dg.RunFailureSensorContext:
    [event] = [event for event in result.all_events if event.is_failure and not event.is_step_event]
    found = instance.get_run_by_id(result.run_id)
    assert found is not None
    return dg.build_run_status_sensor_context("alert_on_failure", event, instance, found).for_run_failure()


def refuse() -> None:
    raise CredentialsRefused("jira", "the site does not accept user and token")


def crash() -> None:
    raise ZeroDivisionError("of ann@example.com")


def succeed() -> None:
    pass


@pytest.mark.parametrize(
    ("step", "reason"),
    [(refuse, "jira: the site does not accept user and token"), (crash, "pull failed: ZeroDivisionError")],
)
def test_a_failed_run_is_told_with_its_reason(
    step: Callable[[], None], reason: str, run: Run, webhook: Webhook, instance: dg.DagsterInstance
) -> None:
    alert_on_failure(of_failure(run(step), instance))
    [message] = webhook.taken
    assert message["message"].startswith(f"- The night failed: {reason}. What was published before stays")
    assert "ann" not in message["message"]


def test_a_wrong_organization_file_is_told_and_not_tried_again(
    run: Run, webhook: Webhook, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    (tmp_path / "organization.yaml").write_text("name: Meridian\ntimezone: Nowhere\n")
    result = run(succeed)
    assert not result.success
    found = instance.get_run_by_id(result.run_id)
    assert found is not None and found.tags[WILL_RETRY_TAG] == "false"
    alert_on_failure(of_failure(result, instance))
    assert "a time zone such as America/New_York, found 'Nowhere'" in webhook.taken[0]["message"]


def test_a_run_that_published_is_told_of_as_baton_run_does(
    run: Run, webhook: Webhook, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    publish_empty(tmp_path)
    result = run(succeed)
    (tmp_path / "data" / "last_run.json").write_text(json.dumps(incomplete_run()))
    [event] = [event for event in result.all_events if event.event_type_value == "PIPELINE_SUCCESS"]
    found = instance.get_run_by_id(result.run_id)
    assert found is not None
    tell_of_published(dg.build_run_status_sensor_context("tell_of_published", event, instance, found))
    assert "jira ML could not be read whole (failed)" in webhook.taken[0]["message"]


def test_whoever_watches_is_told_as_baton_run_does(
    run: Run,
    webhook: Webhook,
    instance: dg.DagsterInstance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish_empty(tmp_path)
    with listening() as listener:
        monkeypatch.setenv("BATON_HEARTBEAT_URL", f"{listener.address}/ping")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", listener.address)
        alert_on_failure(of_failure(run(refuse), instance))
        assert sorted(listener.paths) == ["/ping/fail", "/v1/metrics", "/v1/traces"]
        [night] = collected(listener).named("night")
        assert night.status.message == "pull: CredentialsRefused"
        assert 0 < night.start_time_unix_nano < night.end_time_unix_nano
        listener.taken.clear()
        result = run(succeed)
        (tmp_path / "data" / "last_run.json").write_text(json.dumps(incomplete_run()))
        [event] = [event for event in result.all_events if event.event_type_value == "PIPELINE_SUCCESS"]
        found = instance.get_run_by_id(result.run_id)
        assert found is not None
        tell_of_published(dg.build_run_status_sensor_context("tell_of_published", event, instance, found))
        assert ("/ping", b"exit code 3, as of 2025-06-30T00:00:00+00:00") in listener.taken
        assert collected(listener).metrics["baton.scopes.incomplete", ""] == 1


def test_nights_that_stop_coming_are_told(webhook: Webhook, tmp_path: Path) -> None:
    publish_empty(tmp_path)
    alert_on_stale_tables()
    assert "hours old, and 36 are usual at most" in webhook.taken[0]["message"]


def test_what_could_not_be_told_is_an_error_of_the_sensor_without_the_address(
    webhook: Webhook, tmp_path: Path
) -> None:
    publish_empty(tmp_path)
    webhook.status = 404
    with pytest.raises(NotTold, match=r"address 1 of BATON_NOTIFY \(json\): it answered 404") as error:
        alert_on_stale_tables()
    assert "t0ken" not in str(error.value)
