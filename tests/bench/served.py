"""The sandbox in a process of its own, as a bench needs it: with answers delayed and requests counted.

    python -m tests.bench.served TICKETS

It says on a line where it serves, and answers every line that it reads with one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from connectors.sandbox.planner.hours import DEFAULT_CLOCK

SEED = 7


class Served:
    """That process, asked from another."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.jira_url, self.github_url, self.github_organization = self._answer()
        self.organization: str = self._asked("organization")

    def slow_down(self, milliseconds: int) -> None:
        """Every answer takes so much longer."""
        self._asked("slow", milliseconds)

    def requests(self) -> int:
        """How many requests have come in so far."""
        return int(self._asked("requests"))

    def _asked(self, *words: str | int) -> Any:
        assert self._process.stdin is not None
        print(json.dumps(words), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextmanager
def served(tickets: int) -> Iterator[Served]:
    """A sandbox with about so many tickets; it ends with the context, or with this process."""
    command = [sys.executable, "-m", "tests.bench.served", str(tickets)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Served(process)
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    from connectors.sandbox.plan import plan
    from connectors.sandbox.server.server import serve

    planned = plan(SEED, int(sys.argv[1]))
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        _say([sandbox.jira_url, sandbox.github_url, planned.world.github_organization])
        for line in sys.stdin:
            answer: object = None
            match json.loads(line):
                case ["organization"]:
                    answer = planned.organization
                case ["requests"]:
                    answer = sandbox.requests.total()
                case ["slow", milliseconds]:
                    sandbox.heal()
                    if milliseconds:
                        sandbox.fail("*", "slow", times=10**9, seconds=milliseconds / 1000)
            _say(answer)


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
