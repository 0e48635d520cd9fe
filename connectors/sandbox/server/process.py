"""The sandbox organization in a process of its own, for as long as a run pulls from it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.errors import SourceUnreachable
from connectors.sandbox.planner.kinds import Planner

USER, TOKEN = "sandbox@example.org", "sandbox-token"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the sandbox serves, under the names that its organization file has for it."""

    jira: str
    github: str

    def filled_in(self, url: str) -> str:
        return url.replace("${BATON_SANDBOX_JIRA}", self.jira).replace("${BATON_SANDBOX_GITHUB}", self.github)


@dataclass(frozen=True, slots=True)
class EmbeddedSandbox:
    """Which organization, and at which instant it stands still while it is pulled. `clock` is aware UTC."""

    seed: int
    tickets: int
    clock: datetime
    planner: Planner = "jira"

    @contextmanager
    def started(self) -> Iterator[StartedSandbox]:
        """The process, which gets ready while others work. It ends with the context, or with us."""
        command = [sys.executable, "-m", "connectors.sandbox.server.server"]
        options = {"--seed": self.seed, "--tickets": self.tickets, "--clock": self.clock.isoformat()}
        options |= {"--planner": self.planner}
        command += [str(part) for option in options.items() for part in option]
        checkout = Path(__file__).resolve().parents[3]
        with subprocess.Popen(
            command,
            cwd=checkout,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for us; the sandbox ends with us
        ) as process:
            try:
                yield StartedSandbox(process)
            finally:
                # It ends when its stdin closes, which also happens when this process is killed.
                with contextlib.suppress(OSError):
                    process.stdin.close()  # type: ignore[union-attr]
                try:
                    process.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    process.kill()

    @contextmanager
    def served(self) -> Iterator[Addresses]:
        """Raises SourceUnreachable if the sandbox does not come up."""
        with self.started() as sandbox, sandbox.served() as addresses:
            yield addresses


@dataclass(frozen=True, slots=True)
class StartedSandbox:
    """A sandbox's process, which somebody else ends."""

    process: subprocess.Popen[str]

    @contextmanager
    def served(self) -> Iterator[Addresses]:
        """Once it is ready. Raises SourceUnreachable if it does not come up."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with contextlib.suppress(json.JSONDecodeError):
                ready = json.loads(line)
                yield Addresses(ready["jira_url"], ready["github_url"])
                return
        code = self.process.wait()
        raise SourceUnreachable("sandbox", f"the sandbox ended before it served (exit code {code})")
