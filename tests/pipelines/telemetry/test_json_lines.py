"""With BATON_LOG=json every line that a run prints is one JSON object, however the run ends."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import CredentialsRefused
from tests.pipelines.telemetry.conftest import Ended, Run
from tests.worlds.example import ENVIRONMENT, TEXT
from tests.worlds.standins import incomplete_run


@pytest.fixture(autouse=True)
def as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_LOG", "json")


def lines(ended: Ended) -> list[dict[str, Any]]:
    """All that was printed: each has a time, a level and a message."""
    found = [json.loads(line) for line in (ended.out + ended.err).splitlines()]
    assert found and all({"time", "level", "message"} <= line.keys() for line in found)
    assert ended.out == ""
    return found


def crash() -> None:
    raise ZeroDivisionError("a bug\nof two lines")


def refuse() -> None:
    raise CredentialsRefused("jira", f"the site repeats {ENVIRONMENT['JIRA_TOKEN']}")


def print_all_ways() -> None:
    print("half a line, ", end="")
    print("and the rest")
    print("to stderr", file=sys.stderr)
    thread = threading.Thread(target=crash, name="a thread of a library")
    thread.start()
    thread.join()


def test_a_complete_run_says_what_it_read_and_made(run: Run) -> None:
    ended = run()
    found = lines(ended)
    assert ended.code == 0
    [scope] = [line for line in found if line.get("scope") == "DATA"]
    assert (scope["source"], scope["level"]) == ("jira", "info")
    assert scope["message"] == "whole: 2400 records read, 16 landed in 0.0 s"
    assert [line["table"] for line in found if "table" in line] == ["landing.ticket", "marts.week"]
    [warning] = [line for line in found if line["level"] == "warning"]
    assert warning["message"] == "a project is slow"
    assert len({line["run"] for line in found}) == 1
    assert found[-1]["message"].startswith(
        "published Meridian as of 2025-06-30T00:00:00+00:00, complete, in "
    )


def test_a_quiet_run_says_what_is_wrong_alone(run: Run) -> None:
    assert [line["message"] for line in lines(run("-q"))] == ["a project is slow"]


def test_a_run_that_fails_says_why_in_one_object(run: Run) -> None:
    ended = run(first_step=crash)
    last = lines(ended)[-1]
    assert (ended.code, last["exit_code"], last["level"]) == (1, 1, "error")
    assert last["message"].startswith("landing.ticket failed: ZeroDivisionError: a bug\nof two lines")


def test_a_verbose_run_has_dagsters_lines_and_the_traceback(run: Run) -> None:
    found = lines(run("-v", first_step=crash))
    assert any("Started execution of step" in line["message"] for line in found)
    [traceback] = [line["traceback"] for line in found if "traceback" in line and "step" in line["message"]]
    assert "ZeroDivisionError: a bug\nof two lines" in traceback and 'File "' in traceback


def test_an_incomplete_run_is_a_warning_with_its_exit_code(run: Run) -> None:
    ended = run(run=incomplete_run())
    found = lines(ended)
    assert (ended.code, found[-1]["exit_code"], found[-1]["level"]) == (3, 3, "warning")
    [scope] = [line for line in found if line.get("scope") == "ML"]
    assert (scope["level"], scope["message"].rpartition(": ")[2]) == ("warning", "the project answers 500")


def test_what_libraries_print_becomes_lines_too(run: Run) -> None:
    found = lines(run("-v", first_step=print_all_ways))
    said = {line["message"]: line["level"] for line in found}
    assert said["half a line, and the rest"] == "info"
    assert said["to stderr"] == "warning"
    [failed] = [line for line in found if line["message"].startswith("a thread of a library failed")]
    assert "in crash" in failed["traceback"]


def test_pythons_warnings_are_lines_of_a_verbose_run(run: Run) -> None:
    def warn() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("is old", DeprecationWarning, stacklevel=1)

    found = lines(run("-v", first_step=warn))
    assert "DeprecationWarning: is old" in [line["message"] for line in found]


def test_a_wrong_file_and_a_wrong_option_are_lines_too(run: Run) -> None:
    ended = run(text=TEXT.replace("calendar: us", "calendar: eu"))
    assert "teams[data].calendar" in lines(ended)[-1]["message"]
    ended = run("--no-such-option")
    assert ended.code == 2
    assert "No such option" in "".join(line["message"] for line in lines(ended))


def test_a_secret_is_in_no_line(run: Run) -> None:
    ended = run("-v", first_step=refuse)
    lines(ended)
    assert "the site repeats ***" in ended.err
    assert ENVIRONMENT["JIRA_TOKEN"] not in ended.err


def test_another_value_is_refused_by_name(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_LOG", "xml")
    ended = run()
    assert (ended.code, ended.err) == (2, "baton: BATON_LOG must be text or json, not 'xml'\n")


def test_without_the_setting_lines_are_for_people(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BATON_LOG")
    ended = run()
    assert ended.out.startswith("Baton published Meridian as of 2025-06-30 00:00 UTC, complete.\n")
    assert ended.err == "a project is slow\n"


def test_a_process_of_its_own_prints_nothing_else(tmp_path: Path) -> None:
    """What starts the process, imports it and ends it prints nothing besides."""
    done = subprocess.run(
        [Path(sys.executable).with_name("baton"), "run", "--home", tmp_path, "--no-pull", "-v"],
        env={"BATON_LOG": "json", "PATH": "/usr/bin:/bin", "BATON_SANDBOX_TICKETS": "100"},
        capture_output=True,
        text=True,
    )
    found = lines(Ended(done.returncode, done.stdout, done.stderr))
    assert "nothing was pulled, so there is nothing to stand on" in found[-1]["message"]
