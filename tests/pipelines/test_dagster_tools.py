"""Dagster's own tools in a checkout as it is: they work, and leave nothing behind that git would see."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.worlds.paths import CHECKOUT

pytestmark = pytest.mark.heavy

BIN = Path(sys.executable).parent


class Checkout:
    """A copy of what git tracks, in a repository of its own, with nobody's settings."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        for name in self._git("ls-files", cwd=CHECKOUT).splitlines():
            target = directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, target)
        self._git("init", "--quiet")
        self._git("add", "--all")
        author = ("-c", "user.name=test", "-c", "user.email=test@example.org")
        self._git(*author, "commit", "--quiet", "--message", "Everything")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
        self.environment = {
            **environment,
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(directory),
            "DAGSTER_HOME": str(directory),
            "BATON_SANDBOX_TICKETS": "300",
        }

    def run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def changes(self) -> str:
        return self._git("status", "--porcelain")

    def _git(self, *arguments: str, cwd: Path | None = None) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=cwd or self.directory, capture_output=True, text=True, check=True
        ).stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(tmp_path_factory.mktemp("checkout"))


def test_definitions_load_and_are_listed(checkout: Checkout) -> None:
    checkout.run("dg", "check", "defs")
    listed = json.loads(checkout.run("dg", "list", "defs", "--json"))
    text = json.dumps(listed)
    for asset in (
        "landing/jira_issue",
        "core/ticket",
        "flow/handoff",
        "marts/team_week",
        "published/snapshot",
        "published/lake",
        "published/postgres",
    ):
        assert asset in text
    assert checkout.changes() == ""


def test_the_nightly_job_is_launched_and_publishes(checkout: Checkout) -> None:
    checkout.run("dg", "launch", "--job", "nightly")
    published = checkout.directory / "data" / "published" / "current" / "publish_info.json"
    assert json.loads(published.read_text(encoding="utf-8"))["is_complete"] is True
    assert checkout.changes() == ""


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen: int = free.getsockname()[1]
        return chosen


SCHEDULES = """{ repositoriesOrError { ... on RepositoryConnection {
    nodes { schedules { name scheduleState { status } } } } } }"""


def test_dagsters_processes_serve_the_checkout_with_the_schedule_on(checkout: Checkout, port: int) -> None:
    with (
        running(checkout, "dagster-daemon", "run"),
        running(checkout, "dagster-webserver", "--read-only", "-h", "127.0.0.1", "-p", str(port)),
    ):
        answer = json.loads(ask(port, SCHEDULES))
    [repository] = answer["data"]["repositoriesOrError"]["nodes"]
    assert repository["schedules"] == [{"name": "nightly", "scheduleState": {"status": "RUNNING"}}]
    assert checkout.changes() == ""


def test_the_development_server_serves_the_checkout(checkout: Checkout, port: int) -> None:
    with running(checkout, "dg", "dev", "--host", "127.0.0.1", "--port", str(port)):
        ask(port, SCHEDULES)
    assert checkout.changes() == ""


class running:
    """A process of Dagster's, and those that it starts, for as long as the context lasts."""

    def __init__(self, checkout: Checkout, *command: str) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=checkout.directory,
            env=checkout.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=30)
        # `dg dev` does not always wait for its own.
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def ask(port: int, query: str) -> str:
    """The webserver's answer, once it is up and has loaded the definitions."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        data=json.dumps({"query": query}).encode(),
        headers={"Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in attempts(90):
        try:
            with opener.open(request, timeout=10) as answer:
                text: str = answer.read().decode()
        except OSError:
            continue
        if "nightly" in text:
            return text
    raise AssertionError("the webserver did not come up")


def attempts(seconds: int) -> Iterator[int]:
    for attempt in range(seconds):
        yield attempt
        time.sleep(1)
