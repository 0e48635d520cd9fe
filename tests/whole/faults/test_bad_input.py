"""What is wrong is said in a few plain lines that name it; nothing is published, and nothing is lost."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.baton import Baton
from tests.worlds.golden import AS_OF, golden_organization, golden_world


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(golden_world(), AS_OF) as sandbox:
        yield sandbox


@pytest.fixture
def baton(tmp_path: Path, sandbox: Sandbox) -> Baton:
    return Baton(tmp_path, golden_organization(), sandbox)


def assert_nothing_published(baton: Baton) -> None:
    assert not baton.current.exists()


def test_a_missing_organization_file_is_named(baton: Baton) -> None:
    baton.file.unlink()
    done = baton.run()
    assert done.returncode == 2
    assert str(baton.file) in done.stderr
    assert "organization.example.yaml" in done.stderr
    assert_nothing_published(baton)


def test_a_wrong_organization_file_names_file_line_and_field(baton: Baton) -> None:
    text = baton.file.read_text(encoding="utf-8")
    baton.file.write_text(text.replace("calendar: UK", "calender: UK"), encoding="utf-8")
    line = 1 + text[: text.index("calendar: UK")].count("\n")
    done = baton.run()
    assert done.returncode == 2
    assert f"organization.yaml:{line}: " in done.stderr
    assert "calender" in done.stderr and "calendar" in done.stderr
    assert "Traceback" not in done.stderr
    assert_nothing_published(baton)


def test_a_wrong_token_says_which_credential_and_never_shows_it(baton: Baton) -> None:
    baton.environment["BATON_SANDBOX_TOKEN"] = "hunter2-is-wrong"
    done = baton.run()
    assert done.returncode == 2
    assert "BATON_SANDBOX_TOKEN" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout
    assert_nothing_published(baton)
    for file in baton.home.rglob("*"):
        if file.is_file():
            assert b"hunter2" not in file.read_bytes(), file


def test_a_variable_that_is_not_set_is_named(baton: Baton) -> None:
    del baton.environment["BATON_SANDBOX_USER"]
    done = baton.run()
    assert done.returncode == 2
    assert "BATON_SANDBOX_USER" in done.stderr
    assert_nothing_published(baton)


def test_an_unreachable_host_says_so_within_seconds(baton: Baton) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        baton.environment["BATON_SANDBOX_JIRA"] = f"http://127.0.0.1:{taken.getsockname()[1]}/jira"
        began = time.monotonic()
        done = baton.run()
    assert done.returncode == 2
    assert done.stderr.startswith("baton: jira: ")
    assert time.monotonic() - began < 60, "and not after minutes of retries"
    assert_nothing_published(baton)


@pytest.mark.heavy
def test_a_scope_that_fails_keeps_its_last_whole_state_and_the_run_says_so(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    baton = Baton(tmp_path, golden_organization(), sandbox)
    assert baton.run("--quiet").returncode == 0
    before = baton.tables()
    sandbox.fail("/github/api/graphql", "500", times=1000)
    try:
        done = baton.run()
    finally:
        sandbox.heal()
    assert done.returncode == 3
    assert "golden/app" in done.stderr
    after = baton.tables()
    assert after["handoff"] == before["handoff"]
    [[*_]] = after["publish_info"]
    states = {row[2]: row[3] for row in after["scope"]}
    assert states["golden/app"] == "failed"
    assert sandbox.faults_served["500"] > 0
    assert baton.run("--quiet").returncode == 0
    assert baton.tables()["handoff"] == before["handoff"]


@pytest.mark.heavy
def test_the_sandbox_does_not_mix_with_an_organization_of_ones_own(baton: Baton) -> None:
    assert baton.run("--quiet").returncode == 0
    done = baton.run_embedded()
    assert done.returncode == 2
    assert "Golden" in done.stderr and "--home" in done.stderr
    assert DEFAULT_CLOCK.isoformat() not in (baton.current / "publish_info.json").read_text("utf-8")
