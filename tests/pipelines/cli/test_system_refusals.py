"""What the machine refuses is said in a line that names it, with the right exit code, and nothing else."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from connectors.errors import HomeDamaged
from pipelines.cli.main import main
from pipelines.cli.system_errors import logged_refusal, refusal
from pipelines.exit_codes import ExitCode
from pipelines.history_engines import refuse_damaged
from pipelines.run_history import RunHistory

ORGANIZATION = """
name: Meridian
timezone: UTC
sources:
  - {name: jira, kind: jira, url: 'http://127.0.0.1:9', user_env: U, token_env: T}
"""


def ended(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> tuple[object, list[str]]:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code, capfd.readouterr().err.splitlines()


@pytest.fixture
def organization(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("U", "ana@example.org")
    monkeypatch.setenv("T", "a-token")
    file = tmp_path / "organization.yaml"
    file.write_text(ORGANIZATION, encoding="utf-8")
    return file


def test_a_home_that_is_a_file_is_named(
    tmp_path: Path, organization: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.write_text("in the way")
    given = ["run", "--quiet", "--organization", str(organization), "--home", str(home)]
    assert ended(given, capfd) == (2, [f"baton: cannot use {home}: File exists"])


def test_a_data_directory_that_is_a_file_is_named(
    tmp_path: Path, organization: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("in the way")
    given = ["run", "--quiet", "--organization", str(organization), "--home", str(tmp_path)]
    assert ended(given, capfd) == (2, [f"baton: cannot use {tmp_path}/data: File exists"])


def test_the_sandboxs_port_in_use_is_named_before_anything_is_planned(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, lines = ended(["sandbox", "--tickets", "10", "--port", str(port)], capfd)
    assert code == 2
    assert lines == [f"baton: --port {port}: Address already in use; name another, or 0 for any that is free"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, ExitCode.WRONG),
        (errno.EROFS, ExitCode.WRONG),
        (errno.ENOSPC, ExitCode.FAILED),
        (errno.EDQUOT, ExitCode.FAILED),
    ],
)
def test_refusals_are_told_alike_here_and_out_of_dagsters_log(number: int, code: ExitCode) -> None:
    error = OSError(number, os.strerror(number), "/srv/it's/data")
    said = (code, f"cannot use /srv/it's/data: {os.strerror(number)}")
    assert refusal(error) == said
    assert logged_refusal(f"[Errno {number}] {os.strerror(number)}: '/srv/data'") == (
        code,
        f"cannot use /srv/data: {os.strerror(number)}",
    )


def test_an_error_without_a_file_is_none_of_these() -> None:
    assert refusal(ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")) is None
    assert logged_refusal("[Errno 104] Connection reset by peer") is None


@pytest.mark.parametrize("name", ["history/runs.db", "history/runs/index.db", "schedules/schedules.db"])
def test_a_damaged_history_of_runs_is_named(tmp_path: Path, name: str) -> None:
    RunHistory(str(tmp_path)).dispose()
    file = tmp_path / name
    refuse_damaged(tmp_path)
    file.write_bytes(b"no database at all, but long enough to be taken for one" * 1_000)
    with pytest.raises(HomeDamaged) as error:
        RunHistory(str(tmp_path))
    assert str(error.value) == (
        f"{file}, in which Dagster keeps its history of runs, is damaged (file is not a database): move it "
        "away and run again; nothing else hangs on it"
    )
    file.rename(tmp_path / "away.db")
    for ending in ("-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    RunHistory(str(tmp_path)).dispose()
