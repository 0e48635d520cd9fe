"""Nights are told to whoever watches that they come: by a file, and by pings that never hold a night up."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from connectors.errors import CredentialsRefused
from pipelines.exit_codes import ExitCode
from pipelines.telemetry import heartbeat
from pipelines.telemetry.night import Night
from tests.pipelines.telemetry.conftest import Run
from tests.worlds.collecting import Listener
from tests.worlds.standins import RUN, incomplete_run


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listener: Listener) -> Path:
    file = tmp_path / "watched" / "heartbeat.json"
    monkeypatch.setenv("BATON_HEARTBEAT_FILE", str(file))
    monkeypatch.setenv("BATON_HEARTBEAT_URL", f"{listener.address}/ping/s3cret")
    monkeypatch.setattr(heartbeat, "PAUSES", (0.0, 0.0))
    return file


def refuse() -> None:
    raise CredentialsRefused("jira", "the site does not accept user and token")


def interrupt() -> None:
    raise KeyboardInterrupt


def test_a_complete_night_is_told_at_its_start_and_end(run: Run, file: Path, listener: Listener) -> None:
    assert run("-q").code == 0
    assert listener.taken == [
        ("/ping/s3cret/start", b""),
        ("/ping/s3cret", b"exit code 0, as of 2025-06-30T00:00:00+00:00"),
    ]
    content = json.loads(file.read_text("utf-8"))
    assert content.pop("finished_at") > "2025"
    assert content == {"as_of": RUN["as_of"], "exit_code": 0, "is_complete": True}
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_a_night_that_published_all_it_could_has_come(run: Run, file: Path, listener: Listener) -> None:
    assert run("-q", run=incomplete_run()).code == 3
    assert listener.taken[-1][1].startswith(b"exit code 3")
    content = json.loads(file.read_text("utf-8"))
    assert (content["exit_code"], content["is_complete"]) == (3, False)


@pytest.mark.parametrize(("step", "code"), [(refuse, 2), (interrupt, 130)])
def test_a_night_that_fails_says_so_and_leaves_the_file(
    run: Run, file: Path, listener: Listener, step: object, code: int
) -> None:
    run("-q")
    before = file.read_bytes()
    listener.taken.clear()
    assert run("-q", first_step=step).code == code
    assert listener.taken == [
        ("/ping/s3cret/start", b""),
        ("/ping/s3cret/fail", f"exit code {code}".encode()),
    ]
    assert file.read_bytes() == before


def test_a_night_whose_file_is_wrong_has_failed_as_well(run: Run, file: Path, listener: Listener) -> None:
    assert run(text="name: Meridian\n").code == 2
    assert listener.paths == ["/ping/s3cret/start", "/ping/s3cret/fail"]


def test_a_look_back_is_no_night(run: Run, file: Path, listener: Listener) -> None:
    assert run("-q", "--as-of", "2025-06-01T00:00:00Z").code == 0
    assert (listener.taken, file.exists()) == ([], False)


def test_a_run_that_another_kept_from_beginning_says_nothing_at_its_end(listener: Listener) -> None:
    environment = {"BATON_HEARTBEAT_URL": listener.address}
    assert heartbeat.end(environment, Night(code=ExitCode.HELD)) == []
    assert listener.taken == []


def test_a_query_stays_at_the_end(listener: Listener) -> None:
    heartbeat.begin({"BATON_HEARTBEAT_URL": f"{listener.address}/ping/?key=s3cret"})
    assert listener.paths == ["/ping/start?key=s3cret"]


def test_who_refuses_is_asked_three_times_and_the_night_stands(
    run: Run, file: Path, listener: Listener
) -> None:
    listener.status = 503
    ended = run("-q")
    assert ended.code == 0
    assert listener.paths == ["/ping/s3cret/start", *["/ping/s3cret"] * 3]
    assert "baton: not told: BATON_HEARTBEAT_URL (/start): it answered 503\n" in ended.err
    assert "baton: not told: BATON_HEARTBEAT_URL: it answered 503\n" in ended.err
    assert "s3cret" not in ended.err


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/s3cret", "not an address s3cret", "http://[s3cret"])
def test_an_address_that_leads_nowhere_is_not_shown(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BATON_HEARTBEAT_URL", url)
    ended = run("-q")
    assert ended.code == 0
    assert "not told: BATON_HEARTBEAT_URL" in ended.err
    assert "s3cret" not in ended.err


def test_who_never_answers_is_not_waited_for(
    run: Run, file: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.may_answer.clear()
    monkeypatch.setattr(heartbeat, "SECONDS", 0.05)
    ended = run("-q")
    assert ended.code == 0
    assert "not told: BATON_HEARTBEAT_URL" in ended.err


def test_a_file_that_cannot_be_written_is_named_and_the_night_stands(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BATON_HEARTBEAT_FILE", str(tmp_path / "file" / "heartbeat.json"))
    ended = run("-q")
    assert ended.code == 0
    assert f"BATON_HEARTBEAT_FILE: {tmp_path}/file/heartbeat.json could not be written: " in ended.err
