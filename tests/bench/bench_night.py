"""What whole nights cost, beside what well-known clients need to fetch the same.

    python -m tests.bench.bench_night [--tickets 5000] [--milliseconds 0 100]

The sandbox serves in one process. pycontribs jira and PyGithub fetch from it in another; then `baton run`
makes a first night of it, history, handoffs and publishing included, and one in which nothing has changed.
After that come a first and a further night of the demo, which brings a sandbox of its own. It says which aims
were missed, and fails where BINDING names one of them.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from connectors.sandbox.server.process import TOKEN, USER
from tests.bench.cost import Cost, cost_of
from tests.bench.served import Served, served

BATON = Path(sys.executable).with_name("baton")
FIRST = "processor of a first night, by the clients'"
QUIET = "processor of a night without change, by the clients'"
MEMORY = "MiB of memory at the peak"
REQUESTS = "requests of a first night"
SLOW = "seconds of a first night at 100 ms per answer"
DEMO_PROCESSOR = "seconds of processor of the demo's further night"
DEMO_SECONDS = "seconds of the demo's further night"
AIMS = {FIRST: 2, QUIET: 1, MEMORY: 450, REQUESTS: 200, SLOW: 12, DEMO_PROCESSOR: 8, DEMO_SECONDS: 8}
# The aims that hold: whoever misses one of them has made a night dearer.
BINDING: set[str] = set()


@dataclass(frozen=True)
class Fetched:
    """What one command took from the sandbox, and at what cost."""

    cost: Cost
    requests: int


class Report:
    """Prints what things cost, and keeps the worst of what there is an aim for."""

    def __init__(self) -> None:
        self._worst: dict[str, float] = {}

    def cost(self, name: str, cost: Cost, requests: int | None = None) -> None:
        asked = "" if requests is None else f", {requests:>5} requests"
        print(f"{name:<44} {cost}{asked}", flush=True)

    def measured(self, aim: str, value: float) -> None:
        self._worst[aim] = max(value, self._worst.get(aim, 0))

    def missed(self) -> set[str]:
        """Says of every aim whether it was reached, and returns those that were not."""
        missed = {aim for aim, value in self._worst.items() if value > AIMS[aim]}
        for aim, value in self._worst.items():
            print(f"aim {'missed ' if aim in missed else 'reached'} {value:>7.1f} (may be {AIMS[aim]}) {aim}")
        return missed


def fetch(sandbox: Served, command: list[str | Path], environment: dict[str, str]) -> Fetched:
    before = sandbox.requests()
    cost = cost_of(command, {**os.environ, **environment})
    return Fetched(cost, sandbox.requests() - before)


def clients(sandbox: Served) -> Fetched:
    urls = [sandbox.jira_url, sandbox.github_url, sandbox.github_organization]
    return fetch(sandbox, [sys.executable, "-m", "tests.bench.clients", *urls], {})


def night(sandbox: Served, home: Path) -> Fetched:
    organization = home / "organization.yaml"
    organization.write_text(sandbox.organization, encoding="utf-8")
    environment = {
        "BATON_SANDBOX_JIRA": sandbox.jira_url,
        "BATON_SANDBOX_GITHUB": sandbox.github_url,
        "BATON_SANDBOX_USER": USER,
        "BATON_SANDBOX_TOKEN": TOKEN,
        "NO_PROXY": "127.0.0.1",
    }
    command: list[str | Path] = [BATON, "run", "--quiet", "--home", home, "--organization", organization]
    return fetch(sandbox, command, environment)


def compare(report: Report, sandbox: Served, milliseconds: int) -> None:
    """The clients, a first night and a night without change, of which the last two share a home."""
    sandbox.slow_down(milliseconds)
    at = f"{milliseconds} ms per answer"
    theirs = clients(sandbox)
    print(f"{at}: {theirs.cost.output.strip()}")
    report.cost(f"{at}: the clients, fetching", theirs.cost, theirs.requests)
    with tempfile.TemporaryDirectory() as home:
        for name, aim in (("first night", FIRST), ("night without change", QUIET)):
            ours = night(sandbox, Path(home))
            report.cost(f"{at}: {name}", ours.cost, ours.requests)
            ratio = ours.cost.processor_seconds / theirs.cost.processor_seconds
            print(f"{'':<44} {ratio:.2f} times the clients' processor")
            report.measured(aim, ratio)
            report.measured(MEMORY, ours.cost.mebibytes)
            if aim == FIRST:
                report.measured(REQUESTS, ours.requests)
                if milliseconds == 100:
                    report.measured(SLOW, ours.cost.seconds)


def demo(report: Report) -> None:
    """A first and a further night of the demo; its processor time is without its sandbox's."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    with tempfile.TemporaryDirectory() as home:
        for name in ("first night", "further night"):
            cost = cost_of([BATON, "run", "--quiet", "--home", home], environment)
            report.cost(f"demo: {name}", cost)
        report.measured(DEMO_PROCESSOR, cost.processor_seconds)
        report.measured(DEMO_SECONDS, cost.seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=5000)
    parser.add_argument("--milliseconds", type=int, nargs="*", default=[0, 100])
    options = parser.parse_args()
    report = Report()
    with served(options.tickets) as sandbox:
        # The sandbox works out what it shows when it is first asked; that is nobody's time.
        clients(sandbox)
        for milliseconds in options.milliseconds:
            compare(report, sandbox, milliseconds)
    demo(report)
    if report.missed() & BINDING:
        raise SystemExit("a night costs more than it may")


if __name__ == "__main__":
    main()
