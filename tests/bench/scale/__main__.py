"""How long pulls of very many tickets take by the vendors' limits, and what a night takes: `make scale`.

    python -m tests.bench.scale [--tickets 20000000] [--credentials 1 4 16] [--cores 16] …

docs/scale.md has what it says of its usual sizes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields

from tests.bench.scale import measured
from tests.bench.scale.machines import Machine
from tests.bench.scale.measured import Assumed
from tests.bench.scale.simulation import Credential, Never, Played, play
from tests.bench.scale.walks import GitHub, Jira


def shared_out(number: int, scopes: int) -> list[int]:
    """The first tenth of the scopes has half of all: sizes differ, and the largest ends last."""
    large = max(1, scopes // 10)
    small = scopes - large
    halves = [(number - number // 2, large), (number // 2, small)] if small else [(number, large)]
    return [half // of + (n < half % of) for half, of in halves for n in range(of)]


def jira_credentials(number: int, is_app: bool = False) -> list[Credential]:
    """An app's points are one budget for all its tenants; API tokens have none."""
    points = measured.JIRA_APP_POINTS if is_app else Never
    return [
        Credential(measured.JIRA_AT_ONCE, measured.JIRA_REQUESTS_A_SECOND / number, points / number)
        for _ in range(number)
    ]


def github_credentials(number: int) -> list[Credential]:
    return [
        Credential(measured.GITHUB_AT_ONCE, Never, measured.GITHUB_POINTS, measured.GITHUB_BUSY_SECONDS)
        for _ in range(number)
    ]


def row(name: str, played: Played) -> str:
    waits = ", ".join(
        f"{why} {seconds / 3600:.1f}" for why, seconds in played.waited.items() if seconds >= 360
    )
    return f"{name:<44} {played.requests:>9,} requests {played.points:>13,} points {played.hours:>8.1f} h" + (
        f"   hours of waiting for: {waits}" if waits else ""
    )


def pulls(jira: Jira, github: GitHub, numbers: Sequence[int], assumed: Assumed, workers: int) -> None:
    for when in ("first", "night"):
        for number in numbers:
            name = (
                f"{'first pull' if when == 'first' else 'a night'}, {number} credential{'s' * (number > 1)}"
            )
            at_once = workers * number
            print(row(f"Jira: {name}", play(getattr(jira, when)(assumed), jira_credentials(number), at_once)))
            played = play(getattr(github, when)(assumed), github_credentials(number), at_once)
            print(row(f"GitHub: {name}", played))
    played = play(jira.first(assumed), jira_credentials(1, is_app=True), workers)
    print(row("Jira: first pull, an app with points", played))
    print(
        row(
            "Jira: a night, an app with points",
            play(jira.night(assumed), jira_credentials(1, is_app=True), workers),
        )
    )


def machine(items: int, changes: float, cores: int, assumed: Assumed) -> None:
    one = Machine(items, changes, cores)
    print(
        f"rebuild on {cores} cores: {one.rebuild_hours:.1f} h; pulling all: {one.pull_processor_hours:.1f} h"
    )
    print(f"memory by a straight line: {one.memory_gib:.0f} GiB")
    print(
        f"disk: {one.disk_gib:,.0f} GiB (landing {one.landing_gib:,.0f}, its index {one.index_gib:,.0f}, "
        f"warehouse twice {one.warehouse_gib:,.0f}, {one.snapshots} publications and one more "
        f"{one.published_gib:,.0f})"
    )
    cores_cost, disk_cost = one.month(one.rebuild_hours + 1, assumed)
    print(f"a month: ${cores_cost:,.0f} for the machine while nights run, ${disk_cost:,.0f} for the disk")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000_000)
    parser.add_argument("--changes", type=float, default=12.0, help="of a ticket")
    parser.add_argument("--projects", type=int, default=400)
    parser.add_argument("--pull-requests", type=int, default=4_000_000)
    parser.add_argument("--repositories", type=int, default=2000)
    parser.add_argument("--credentials", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--workers", type=int, default=4, help="walks at once for each credential")
    parser.add_argument("--cores", type=int, default=16)
    for field in fields(Assumed):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=float, default=field.default)
    chosen = parser.parse_args()
    assumed = Assumed(**{field.name: getattr(chosen, field.name) for field in fields(Assumed)})
    jira = Jira(shared_out(chosen.tickets, chosen.projects), chosen.changes)
    github = GitHub(shared_out(chosen.pull_requests, chosen.repositories))
    print(
        f"{chosen.tickets:,} tickets with {chosen.tickets * chosen.changes:,.0f} changes in "
        f"{chosen.projects} projects, {chosen.pull_requests:,} pull requests in "
        f"{chosen.repositories} repositories"
    )
    pulls(jira, github, chosen.credentials, assumed, chosen.workers)
    machine(chosen.tickets + chosen.pull_requests, chosen.changes, chosen.cores, assumed)


if __name__ == "__main__":
    main()
