"""The command itself, as a process that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox


class Baton:
    """`baton` for one home and one organization that a sandbox serves."""

    def __init__(self, home: Path, organization: str, sandbox: Sandbox) -> None:
        home.mkdir(exist_ok=True)
        self.home = home
        self.file = home / "organization.yaml"
        self.file.write_text(organization, encoding="utf-8")
        self.environment = {
            **os.environ,
            "BATON_SANDBOX_JIRA": sandbox.jira_url,
            "BATON_SANDBOX_GITHUB": sandbox.github_url,
            "BATON_SANDBOX_USER": USER,
            "BATON_SANDBOX_TOKEN": TOKEN,
            "NO_PROXY": "127.0.0.1",
        }

    def start(self, *options: str, prepare: Callable[[], object] | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                *(str(Path(sys.executable).with_name("baton")), "run"),
                *("--home", str(self.home), "--organization", str(self.file), *options),
            ],
            env=self.environment,
            preexec_fn=prepare,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*options)
        out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def run_embedded(self) -> subprocess.CompletedProcess[str]:
        """A run in the same home without an organization file: on the embedded sandbox."""
        baton = Path(sys.executable).with_name("baton")
        return subprocess.run(
            [baton, "run", "--home", self.home],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def run_until_killed(self, seconds: float) -> int:
        """Run, and be killed without warning after so much processor time, which nothing else stretches.

        Returns the exit code: 0 where the run was through before that.
        """
        process = self.start(
            "--quiet", prepare=lambda: signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.01))
        )
        process.communicate(timeout=300)
        return process.returncode

    @property
    def current(self) -> Path:
        return self.home / "data" / "published" / "current"

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Every published table whole, but for the name of the publication."""
        return published_tables(self.current / "baton.duckdb")


def published_tables(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(file, read_only=True) as db:
        names = [
            name for (name,) in db.execute("select table_name from duckdb_tables() order by 1").fetchall()
        ]
        return {
            name: db.execute(
                f"from {name} order by all"
                if name != "publish_info"
                else "select * exclude (publish_id) from publish_info"
            ).fetchall()
            for name in names
        }
