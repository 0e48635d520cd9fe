"""The walk over one repository: every pull request that changed since the last whole walk."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from connectors.github.failures import OutOfTime, TeamsHidden
from connectors.github.pull_requests import Listed, PullRequests
from connectors.github.queries import WITH_TEAMS, WITHOUT_TEAMS, Queries
from connectors.github.reduce import Reduced
from connectors.github.run import OVERLAP, Repository, Run
from connectors.landing import Record, Walk
from connectors.outcome import Counts, ScopeOutcome, SourceError

STREAM = "github_pull_request"
TEAMS_HIDDEN = (
    "which teams were asked for reviews is unknown, the token may not read teams"
    " (scope read:org, or an app's permission Members: read)"
)


def walk_repository(run: Run, repository: Repository) -> ScopeOutcome:
    """Walk one repository; what goes wrong with it is in the outcome, other repositories go on."""
    began = time.monotonic()
    outcome = ScopeOutcome(run.source.name, str(repository.id), repository.full_name, "partial")
    notes: list[str] = []
    try:
        run.client.pace.check()
        queries = _first_choice(run, repository)
        try:
            _walk(run, repository, queries, outcome, notes)
        except TeamsHidden:
            queries = WITHOUT_TEAMS
            run.teams.note(repository.owner, False)
            _walk(run, repository, queries, outcome, notes)
        outcome.state = "whole"
        if queries is WITHOUT_TEAMS and repository.is_of_organization:
            notes.append(TEAMS_HIDDEN)
    except OutOfTime as out_of_time:
        notes.append("time ran out: the next pull goes on from here")
        if out_of_time.problem is not None:
            notes.append(out_of_time.problem.message)
    except SourceError as error:
        outcome.state = "failed"
        notes.append(error.message)
    outcome.message = "; ".join(notes) or None
    outcome.seconds = time.monotonic() - began
    return outcome


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


def _walk(
    run: Run, repository: Repository, queries: Queries, outcome: ScopeOutcome, notes: list[str]
) -> None:
    started_at = run.client.clock
    since = _since(run, repository, queries)
    pull_requests = PullRequests(run.client, repository.full_name, queries, run.pacing.page)
    with run.landing.walk(run.source.name, outcome.scope, queries.version, started_at) as walk:
        try:
            listed = pull_requests.changed(since)
            _land(run, repository, walk, pull_requests, _not_yet_landed(walk, listed, queries))
            walk.finish(
                started_at - OVERLAP, {"name": repository.full_name, "vanished_count": pull_requests.vanished}
            )
        finally:
            for stream, counts in walk.counts.items():
                outcome.counts[stream] = outcome.counts.get(stream, Counts()) + counts
    if pull_requests.vanished:
        notes.append(f"{pull_requests.vanished} pull requests were listed and then not there, or not visible")


def _not_yet_landed(walk: Walk, listed: list[Listed], queries: Queries) -> list[Listed]:
    """What an unfinished walk before this one did not land, or not in its newest state."""
    landed = {
        id_: record.updated_at.replace(tzinfo=UTC)
        for id_, record in walk.taken_up(STREAM).items()
        if record.request_version in (queries.version, WITH_TEAMS.version) and record.updated_at is not None
    }
    return [one for one in listed if landed.get(one.id) != one.updated_at]


def _land(
    run: Run, repository: Repository, walk: Walk, pull_requests: PullRequests, listed: list[Listed]
) -> None:
    stage, done = f"pull requests of {repository.full_name}", 0
    seen: dict[str, dict[str, Any]] = {}
    run.progress(run.source.name, stage, 0, len(listed))
    for batch in pull_requests.whole(listed):
        users = {id_: payload for one in batch for id_, payload in one.users.items() if id_ not in seen}
        walk.land("github_user", [Record(id_, payload) for id_, payload in users.items()])
        seen |= users
        walk.land(STREAM, [_record(one) for one in batch])
        done += len(batch)
        run.progress(run.source.name, stage, done, len(listed) - pull_requests.vanished)
        if run.client.points is not None:
            run.progress(run.source.name, "GraphQL points left", *run.client.points)


def _record(one: Reduced) -> Record:
    return Record(one.id, one.payload, datetime.fromisoformat(one.payload["updatedAt"]).astimezone(UTC))
