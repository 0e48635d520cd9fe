"""A night as an OpenTelemetry collector gets it, over OTLP on loopback, with its protobuf decoded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from connectors.errors import CredentialsRefused
from pipelines.exit_codes import ExitCode
from pipelines.telemetry import otel
from pipelines.telemetry.night import Night
from tests.pipelines.telemetry.conftest import Run
from tests.worlds.collecting import Listener, collected, values
from tests.worlds.standins import RUN, incomplete_run


@pytest.fixture
def endpoint(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", listener.address)
    return listener.address


def measured(run: dict[str, Any]) -> dict[str, Any]:
    """A run as nights are today, with what a source was waited for and when each scope was begun."""
    [source] = run["sources"]
    scopes = [
        {**scope, "began_at": "2025-06-30T02:00:00+00:00", "seconds": 2.5} for scope in source["scopes"]
    ]
    return {**run, "sources": [{**source, "scopes": scopes, "waited_seconds": 1.5, "received_bytes": 4096}]}


def refuse() -> None:
    raise CredentialsRefused("jira", "ann@example.org is not accepted")


def test_a_night_is_a_trace_from_its_start_to_its_tables(run: Run, listener: Listener, endpoint: str) -> None:
    assert run("-q", run=measured(RUN)).code == 0
    got = collected(listener)
    [night] = got.named("night")
    assert not night.parent_span_id
    assert values(night.attributes)["baton.exit_code"] == 0
    steps = got.below(night)
    assert [step.name for step in steps] == ["landing.ticket", "marts.week"]
    [table] = got.below(steps[1])
    assert values(table.attributes) == {"baton.table": "marts.week"}
    for span in got.spans:
        assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.trace_id == night.trace_id
    assert steps[0].end_time_unix_nano <= steps[1].start_time_unix_nano
    assert got.resource["service.name"] == "baton"


def test_the_pull_has_a_span_for_each_source_and_scope(listener: Listener, endpoint: str) -> None:
    step = otel_step("pull")
    night = Night(began=1.0, ended=9.0, code=ExitCode.COMPLETE, steps=[step], outcome=measured(RUN))
    assert otel.send({"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}, night, 2.0, 1000) == []
    got = collected(listener)
    [pull] = got.named("pull")
    [source] = got.below(pull)
    assert values(source.attributes) == {
        "baton.source": "jira",
        "baton.requests": 42,
        "baton.waited_seconds": 1.5,
        "baton.bytes": 4096,
        "baton.rows": 24,
    }
    scopes = got.below(source)
    assert [values(scope.attributes)["baton.scope"] for scope in scopes] == ["1", "2"]
    assert values(scopes[0].attributes)["baton.rows"] == 16
    assert values(scopes[0].attributes)["baton.read"] == 2400
    assert scopes[0].end_time_unix_nano - scopes[0].start_time_unix_nano == 2_500_000_000


def test_publishing_says_how_large_it_is(listener: Listener, endpoint: str) -> None:
    night = Night(began=1.0, ended=9.0, code=ExitCode.COMPLETE, steps=[otel_step("published")])
    otel.send({"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}, night, None, 1000)
    [publish] = collected(listener).named("published")
    assert values(publish.attributes)["baton.bytes"] == 1000


def otel_step(name: str) -> Any:
    from pipelines.telemetry.night import Step

    return Step(name, 2.0, 8.0, None, [])


def test_the_metrics_of_a_night(run: Run, listener: Listener, endpoint: str) -> None:
    assert run("-q", run=measured(incomplete_run())).code == 3
    metrics = collected(listener).metrics
    assert metrics.pop(("baton.night.duration", "")) > 0
    assert metrics.pop(("baton.publication.age", "")) > 0
    assert metrics == {
        ("baton.night.exit_code", ""): 3,
        ("baton.night.tables", ""): 2,
        ("baton.pull.requests", "jira"): 42,
        ("baton.pull.waited", "jira"): 1.5,
        ("baton.pull.received", "jira"): 4096,
        ("baton.pull.rows", "jira"): 24,
        ("baton.scopes.incomplete", ""): 1,
    }


def test_a_night_that_fails_is_an_error_without_anybodys_name(
    run: Run, listener: Listener, endpoint: str
) -> None:
    assert run("-q", first_step=refuse).code == 2
    got = collected(listener)
    [night] = got.named("night")
    assert (night.status.code, night.status.message) == (
        Status.STATUS_CODE_ERROR,
        "landing.ticket: CredentialsRefused",
    )
    [step] = got.named("landing.ticket")
    assert step.status.code == Status.STATUS_CODE_ERROR
    assert got.metrics["baton.night.exit_code", ""] == 2
    assert all(b"ann@" not in body for _, body in listener.taken)


def test_a_night_that_never_began_is_an_error_too(run: Run, listener: Listener, endpoint: str) -> None:
    assert run("-q", text="name: Meridian\n").code == 2
    [night] = collected(listener).spans
    assert (night.name, night.status.message) == ("night", "wrong")


def test_neither_keys_nor_names_of_scopes_are_sent(run: Run, listener: Listener, endpoint: str) -> None:
    assert run("-q", run=measured(incomplete_run())).code == 3
    assert all(b"500" not in body and b"DATA" not in body for _, body in listener.taken)


def test_the_service_has_the_name_that_the_environment_gives_it(
    run: Run, listener: Listener, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "baton-east")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test")
    run("-q")
    resource = collected(listener).resource
    assert (resource["service.name"], resource["deployment.environment"]) == ("baton-east", "test")


@pytest.mark.parametrize(
    ("settings", "paths"),
    [
        ({"OTEL_SDK_DISABLED": "true"}, set()),
        ({"OTEL_TRACES_EXPORTER": "none"}, {"/v1/metrics"}),
        ({"OTEL_METRICS_EXPORTER": "none"}, {"/v1/traces"}),
        ({"OTEL_TRACES_SAMPLER": "always_off"}, {"/v1/metrics"}),
    ],
)
def test_what_the_environment_switches_off_is_not_sent(
    listener: Listener,
    endpoint: str,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    paths: set[str],
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, **settings}
    assert otel.send(environment, Night(code=ExitCode.COMPLETE), None, None) == []
    assert set(listener.paths) == paths


def test_a_protocol_that_is_not_spoken_is_refused_by_name() -> None:
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
    assert otel.send(environment, Night(), None, None) == [
        "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf, not 'grpc'"
    ]


def test_a_collector_that_refuses_changes_nothing_but_says_so(
    run: Run, listener: Listener, endpoint: str
) -> None:
    listener.status = 400
    ended = run("-q")
    assert ended.code == 0
    assert "baton: not told: OpenTelemetry: traces were not taken\n" in ended.err
    assert "baton: not told: OpenTelemetry: metrics were not taken\n" in ended.err
    assert listener.address not in ended.err


def test_a_collector_that_never_answers_is_not_waited_for(listener: Listener, endpoint: str) -> None:
    listener.may_answer.clear()
    problems = otel.send({"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}, Night(), None, None, seconds=0.05)
    assert problems == ["OpenTelemetry: nobody took it within 0 s"]


def test_without_a_collector_nothing_of_it_is_imported(tmp_path: Path) -> None:
    look = (
        "import sys\n"
        "from pipelines.cli.main import main\n"
        "try:\n"
        f"    main(['run', '--no-pull', '-q', '--home', {str(tmp_path)!r}])\n"
        "except SystemExit as end:\n"
        "    print(end.code, sorted(m for m in sys.modules if m.startswith('opentelemetry')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", look],
        env={"PATH": "/usr/bin:/bin", "BATON_SANDBOX_TICKETS": "100"},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "1 []\n" or done.stdout == "2 []\n", done.stderr
