"""All repositories of a host, walked in groups: up to fifty of one owner, last walked at about one time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby

from connectors.errors import OutOfTime, SourceError
from connectors.github.context import Repository, Run
from connectors.github.documents import WITH_TEAMS, WITHOUT_TEAMS, Queries
from connectors.github.failures import TeamsHidden
from connectors.github.repository import RepositoryWalk
from connectors.github.repository_batch import Group
from connectors.outcome import ScopeOutcome

GROUP = 50
# Further apart than this, one repository's old watermark would make all others of its group be read again.
APART = timedelta(days=1)

Planned = tuple[Repository, Queries, datetime | None]


def walk_repositories(run: Run, repositories: list[Repository]) -> list[ScopeOutcome]:
    """An outcome for each; what goes wrong with one is in its own."""
    outcomes: list[ScopeOutcome] = []
    with ThreadPoolExecutor(run.limits.workers, thread_name_prefix=run.source.name) as workers:
        try:
            for group in _groups(_planned(run, repositories, outcomes)):
                outcomes += _walked(run, group, workers)
                run.progress(run.source.name, "repositories", len(outcomes), len(repositories))
        except BaseException:
            # Somebody interrupts, or landing cannot write: the workers end at their next request.
            run.client.deadline.stop()
            workers.shutdown(wait=False, cancel_futures=True)
            raise
    order = {str(repository.id): place for place, repository in enumerate(repositories)}
    return sorted(outcomes, key=lambda outcome: order[outcome.scope])


def _planned(run: Run, repositories: list[Repository], outcomes: list[ScopeOutcome]) -> list[Planned]:
    """How each is to be read and from when on; where that cannot be told, an outcome says why."""
    planned: list[Planned] = []
    for repository in repositories:
        walk = RepositoryWalk(run, repository, WITH_TEAMS, None)
        try:
            run.client.deadline.check()
            queries = _first_choice(run, repository)
            planned.append((repository, queries, _since(run, repository, queries)))
        except OutOfTime as out_of_time:
            walk.end("partial", *_out_of_time(out_of_time))
            outcomes.append(walk.outcome)
        except SourceError as error:
            walk.end("failed", error.message)
            outcomes.append(walk.outcome)
    return planned


def _groups(planned: list[Planned]) -> Iterator[list[Planned]]:
    def alike(one: Planned) -> tuple[str, str, bool]:
        return one[0].owner.lower(), one[1].version, one[2] is not None

    for _, together in groupby(sorted(planned, key=alike), alike):
        group: list[Planned] = []
        for one in sorted(together, key=lambda one: (one[2] is not None and one[2].timestamp(), one[0].id)):
            is_apart = (
                group and one[2] is not None and group[0][2] is not None and one[2] - group[0][2] > APART
            )
            if len(group) == GROUP or is_apart:
                yield group
                group = []
            group.append(one)
        yield group


def _walked(run: Run, group: list[Planned], workers: ThreadPoolExecutor) -> list[ScopeOutcome]:
    owner, queries = group[0][0].owner, group[0][1]
    walks = [RepositoryWalk(run, repository, queries, since) for repository, _, since in group]
    try:
        try:
            Group(run, owner, queries, walks, workers).walk()
        except TeamsHidden:
            run.teams.note(owner, False)
            walks = _without_teams(run, walks)
            alive = [walk for walk in walks if not walk.is_over]
            Group(run, owner, WITHOUT_TEAMS, alive, workers).walk()
    except OutOfTime as out_of_time:
        _end(walks, "partial", *_out_of_time(out_of_time))
    except SourceError as error:
        _end(walks, "failed", error.message)
    return [walk.outcome for walk in walks]


def _without_teams(run: Run, walks: list[RepositoryWalk]) -> list[RepositoryWalk]:
    """The same walks; those that did not end yet begin again without asking for teams."""
    found = []
    for walk in walks:
        if not walk.is_over:
            walk.end("partial")
            since = _since(run, walk.repository, WITHOUT_TEAMS)
            walk = RepositoryWalk(run, walk.repository, WITHOUT_TEAMS, since)
        found.append(walk)
    return found


def _end(walks: list[RepositoryWalk], state: str, *notes: str) -> None:
    for walk in walks:
        if not walk.is_over:
            walk.end(state, *notes)


def _out_of_time(out_of_time: OutOfTime) -> list[str]:
    problem = [] if out_of_time.problem is None else [out_of_time.problem.message]
    return ["time ran out: the next pull goes on from here", *problem]


def _first_choice(run: Run, repository: Repository) -> Queries:
    """With teams, unless the token is known, or after a walk without them found, not to read them."""
    can_read = run.teams.known(repository.owner)
    if can_read is None:
        with_teams, without = (
            _watermark(run, repository, queries) for queries in (WITH_TEAMS, WITHOUT_TEAMS)
        )
        if without is None or (with_teams is not None and with_teams >= without):
            return WITH_TEAMS
        can_read = run.teams.ask(repository)
    return WITH_TEAMS if can_read else WITHOUT_TEAMS


def _watermark(run: Run, repository: Repository, queries: Queries) -> datetime | None:
    return run.landing.watermark(run.source.name, str(repository.id), queries.version)


def _since(run: Run, repository: Repository, queries: Queries) -> datetime | None:
    """The watermark. What was read with teams need not be read again without."""
    marks = [_watermark(run, repository, queries)]
    if queries is WITHOUT_TEAMS:
        marks.append(_watermark(run, repository, WITH_TEAMS))
    return max((mark for mark in marks if mark is not None), default=None)
