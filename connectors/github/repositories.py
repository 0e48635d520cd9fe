"""All repositories of a host, walked in batches: up to fifty of one owner, last walked at about one time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby

from connectors.errors import OutOfTime, SourceError
from connectors.github.context import PullContext, Repository
from connectors.github.documents import WITH_TEAMS, WITHOUT_TEAMS, Queries
from connectors.github.failures import TeamsHidden
from connectors.github.repository_batch import RepositoryBatch
from connectors.github.repository_plan import RepositoryPlan
from connectors.outcome import ScopeOutcome

BATCH = 50
# Further apart than this, one repository's old watermark would make all others of its batch be read again.
APART = timedelta(days=1)


def walk_repositories(context: PullContext, repositories: list[Repository]) -> list[ScopeOutcome]:
    """An outcome for each; what goes wrong with one is in its own."""
    outcomes: list[ScopeOutcome] = []
    with ThreadPoolExecutor(context.limits.workers, thread_name_prefix=context.source.name) as workers:
        try:
            for batch in _batches(_planned(context, repositories, outcomes)):
                outcomes += _walked(context, batch, workers)
                context.progress(context.source.name, "repositories", len(outcomes), len(repositories))
        except BaseException:
            # Somebody interrupts, or landing cannot write: the workers end at their next request.
            context.client.deadline.stop()
            workers.shutdown(wait=False, cancel_futures=True)
            raise
    order = {str(repository.id): place for place, repository in enumerate(repositories)}
    return sorted(outcomes, key=lambda outcome: order[outcome.scope])


def grouped(context: PullContext, repositories: list[Repository]) -> list[list[Repository]]:
    """The repositories as they may be walked apart from each other: as `walk_repositories` would batch them.

    It looks more closely, and asks; so what is here together may be walked in several batches.
    """

    def by_owner(repository: Repository) -> str:
        return repository.owner.lower()

    def by_watermark(repository: Repository) -> tuple[float, int]:
        marks = [_watermark(context, repository, queries) for queries in (WITH_TEAMS, WITHOUT_TEAMS)]
        return max((mark.timestamp() for mark in marks if mark is not None), default=0.0), repository.id

    found: list[list[Repository]] = []
    for _, together in groupby(sorted(repositories, key=by_owner), by_owner):
        ordered = sorted(together, key=by_watermark)
        found += [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    return found


def _planned(
    context: PullContext, repositories: list[Repository], outcomes: list[ScopeOutcome]
) -> list[RepositoryPlan]:
    """How each is to be read and from when on; where that cannot be told, an outcome says why."""
    plans: list[RepositoryPlan] = []
    for repository in repositories:
        try:
            context.client.deadline.check()
            queries = _first_choice(context, repository)
            plans.append(_plan(context, repository, queries))
        except OutOfTime as out_of_time:
            outcomes.append(_unplanned(context, repository, "partial", *_out_of_time(out_of_time)))
        except SourceError as error:
            outcomes.append(_unplanned(context, repository, "failed", error.message))
    return plans


def _plan(context: PullContext, repository: Repository, queries: Queries) -> RepositoryPlan:
    since = _since(context, repository, queries)
    last = context.landing.last_walk(context.source.name, str(repository.id)) or {}
    has_issues = last.get("issue_version") == queries.issue_version
    return RepositoryPlan(context, repository, queries, since, since if has_issues else None)


def _unplanned(context: PullContext, repository: Repository, state: str, *notes: str) -> ScopeOutcome:
    plan = RepositoryPlan(context, repository, WITH_TEAMS, None)
    plan.end(state, *notes)
    return plan.outcome


def _batches(plans: list[RepositoryPlan]) -> Iterator[list[RepositoryPlan]]:
    def alike(plan: RepositoryPlan) -> tuple[str, str, bool, bool]:
        is_begun = plan.since is not None, plan.issues_since is not None
        return plan.repository.owner.lower(), plan.queries.version, *is_begun

    def by_watermark(plan: RepositoryPlan) -> tuple[float, int]:
        return 0.0 if plan.since is None else plan.since.timestamp(), plan.repository.id

    for _, together in groupby(sorted(plans, key=alike), alike):
        batch: list[RepositoryPlan] = []
        for plan in sorted(together, key=by_watermark):
            first = batch[0].since if batch else None
            is_apart = plan.since is not None and first is not None and plan.since - first > APART
            if len(batch) == BATCH or is_apart:
                yield batch
                batch = []
            batch.append(plan)
        yield batch


def _walked(
    context: PullContext, plans: list[RepositoryPlan], workers: ThreadPoolExecutor
) -> list[ScopeOutcome]:
    owner, queries = plans[0].repository.owner, plans[0].queries
    try:
        try:
            RepositoryBatch(context, owner, queries, plans, workers).walk()
        except TeamsHidden:
            context.teams.note(owner, False)
            plans = _without_teams(context, plans)
            alive = [plan for plan in plans if not plan.is_over]
            RepositoryBatch(context, owner, WITHOUT_TEAMS, alive, workers).walk()
    except OutOfTime as out_of_time:
        _end(plans, "partial", *_out_of_time(out_of_time))
    except SourceError as error:
        _end(plans, "failed", error.message)
    return [plan.outcome for plan in plans]


def _without_teams(context: PullContext, plans: list[RepositoryPlan]) -> list[RepositoryPlan]:
    """The same repositories; those whose walk did not end yet begin again without asking for teams."""
    found = []
    for plan in plans:
        if not plan.is_over:
            plan.end("partial")
            plan = _plan(context, plan.repository, WITHOUT_TEAMS)
        found.append(plan)
    return found


def _end(plans: list[RepositoryPlan], state: str, *notes: str) -> None:
    for plan in plans:
        if not plan.is_over:
            plan.end(state, *notes)


def _out_of_time(out_of_time: OutOfTime) -> list[str]:
    problem = [] if out_of_time.problem is None else [out_of_time.problem.message]
    return ["time ran out: the next pull goes on from here", *problem]


def _first_choice(context: PullContext, repository: Repository) -> Queries:
    """With teams, unless the token is known, or after a walk without them found, not to read them."""
    can_read = context.teams.known(repository.owner)
    if can_read is None:
        with_teams, without = (
            _watermark(context, repository, queries) for queries in (WITH_TEAMS, WITHOUT_TEAMS)
        )
        if without is None or (with_teams is not None and with_teams >= without):
            return WITH_TEAMS
        can_read = context.teams.ask(repository)
    return WITH_TEAMS if can_read else WITHOUT_TEAMS


def _watermark(context: PullContext, repository: Repository, queries: Queries) -> datetime | None:
    return context.landing.watermark(context.source.name, str(repository.id), queries.version)


def _since(context: PullContext, repository: Repository, queries: Queries) -> datetime | None:
    """The watermark. What was read with teams need not be read again without."""
    marks = [_watermark(context, repository, queries)]
    if queries is WITHOUT_TEAMS:
        marks.append(_watermark(context, repository, WITH_TEAMS))
    return max((mark for mark in marks if mark is not None), default=None)
