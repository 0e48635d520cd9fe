"""What a pull asks for: of each scope the stages of its walk, and what may go side by side in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from tests.bench.scale import measured
from tests.bench.scale.measured import Assumed


@dataclass(frozen=True, slots=True)
class Stage:
    """Requests of one kind: how many, how long each takes, what each costs, how many of them at once."""

    endpoint: str
    count: int
    seconds: float
    points: int = 0
    at_once: int = 1


Walk = Sequence[Stage]


@dataclass(frozen=True, slots=True)
class Jira:
    """Projects by their numbers of tickets, each ticket with so many histories."""

    sizes: Sequence[int]
    histories: float = 12.0

    def first(self, assumed: Assumed) -> Iterator[Walk]:
        yield _site(assumed)
        for size in self.sizes:
            yield [_project(assumed), _census(size, assumed), *self._tickets(size, assumed)]

    def night(self, assumed: Assumed) -> Iterator[Walk]:
        """The list of all ids, since Jira tells no deletions; then what was updated, and its count."""
        yield [*_site(assumed), Stage("worklogs", 1, assumed.search_seconds)]
        for size in self.sizes:
            changed = round(size * assumed.changed_share)
            pages = max(1, ceil(changed / measured.CENSUS_PAGE))
            updated = Stage("search", pages + 1, assumed.search_seconds)
            yield [
                _project(assumed),
                _census(size, assumed),
                updated,
                *self._tickets(changed, assumed),
            ]

    def _tickets(self, count: int, assumed: Assumed) -> Iterator[Stage]:
        batches = [
            min(measured.HISTORIES_OF, count - start) for start in range(0, count, measured.HISTORIES_OF)
        ]
        pages = sum(ceil(batch / measured.TICKET_PAGE) for batch in batches)
        histories = sum(ceil(batch * self.histories / measured.HISTORY_PAGE) for batch in batches)
        at_once = measured.JIRA_AT_ONCE
        for endpoint, number, full, seconds in (
            ("tickets", pages, measured.TICKET_PAGE, assumed.tickets_seconds),
            ("histories", histories, measured.HISTORIES_OF, assumed.histories_seconds),
        ):
            filled = count / number if number else 0
            share = min(1.0, filled / full)
            yield Stage(endpoint, number, seconds * share, 1 + ceil(filled), at_once)


@dataclass(frozen=True, slots=True)
class GitHub:
    """Repositories by their numbers of pull requests and issues."""

    sizes: Sequence[int]

    def first(self, assumed: Assumed) -> Iterator[Walk]:
        yield _host(len(self.sizes), assumed)
        for size in self.sizes:
            yield _repository(size, assumed)

    def night(self, assumed: Assumed) -> Iterator[Walk]:
        """Fifty repositories are looked at by one request; what changed is read whole."""
        yield _host(len(self.sizes), assumed)
        for size in self.sizes:
            changed = round(size * assumed.changed_share)
            if changed:
                yield _repository(changed, assumed)


def _site(assumed: Assumed) -> Walk:
    return [Stage("reference", measured.SITE_REQUESTS, assumed.search_seconds, 2)]


def _project(assumed: Assumed) -> Stage:
    return Stage("reference", measured.PROJECT_REQUESTS, assumed.search_seconds, 2)


def _census(size: int, assumed: Assumed) -> Stage:
    """Where there are several pages they are counted, by one request more."""
    pages = max(1, ceil(size / measured.CENSUS_PAGE))
    count = pages + (pages > 1)
    return Stage("search", count, assumed.search_seconds, 1 + ceil(size / count))


def _host(repositories: int, assumed: Assumed) -> Walk:
    looks = measured.HOST_LOOKS + ceil(repositories / measured.REPOSITORIES_OF)
    return [
        Stage("rest", measured.HOST_REST, assumed.scan_seconds),
        Stage("reference", looks, assumed.scan_seconds, 1),
    ]


def _repository(read: int, assumed: Assumed) -> Walk:
    """The first page of a scan came with the other repositories'."""
    scanned = max(0, read - measured.SCAN_PAGE)
    return [
        Stage("scan", ceil(scanned / measured.SCAN_PAGE), assumed.scan_seconds, measured.SCAN_POINTS),
        Stage(
            "hydrate",
            ceil(read / measured.HYDRATE_PAGE),
            assumed.hydrate_seconds * min(1.0, read / measured.HYDRATE_PAGE),
            measured.HYDRATE_POINTS,
            measured.GITHUB_AT_ONCE,
        ),
    ]
