"""First contact with a GitHub host, and the pull of all that is configured of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from connectors.errors import BadAnswer, CredentialsRefused, NotVisible, OutOfTime, SourceUnreachable
from connectors.github.client import Client
from connectors.github.context import PullContext, Repository, TeamsReadable
from connectors.github.limits import Limits
from connectors.github.organization import walk_host, walk_organization
from connectors.github.repositories import grouped, walk_repositories
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.progress import Progress
from connectors.reference import Group, Json, Reference, pull_whole
from connectors.transport.deadline import Deadline

LIMITS = Limits()
# First contact has to fail soon: four seconds for an answer, and no other try after nine.
CHECK_LIMITS = Limits(attempts=2, timeout_seconds=4)
CHECK_SECONDS = 9.0


def check(source: GitHubSource, limits: Limits = CHECK_LIMITS) -> datetime:
    """The server's clock, aware UTC. Raises a SourceError, within some ten seconds, when there is none."""
    client = Client(source, limits, Deadline(source.name, time.monotonic() + CHECK_SECONDS))
    try:
        return first_contact(client, source)
    finally:
        client.close()


def pull(
    source: GitHubSource,
    landing: Landing,
    progress: Progress,
    deadline: float | None,
    limits: Limits = LIMITS,
) -> SourceOutcome:
    """Land what is new on a host. `deadline` is of time.monotonic(): what is not read by then ends partial.

    Raises a SourceError when already first contact fails; later problems are in the outcomes of their scopes.
    """
    return pull_whole(source.name, opened(source, landing, progress, deadline, limits))


@contextmanager
def opened(
    source: GitHubSource,
    landing: Landing,
    progress: Progress,
    deadline: float | None,
    limits: Limits = LIMITS,
) -> Iterator[HostPull]:
    """A pull to be made in parts. Raises a SourceError when already first contact fails."""
    client = Client(source, limits, Deadline(source.name, deadline))
    try:
        started_at = first_contact(client, source)
        yield HostPull(
            PullContext(source, client, landing, progress, limits, TeamsReadable(client)), started_at
        )
    finally:
        client.close()


class HostPull:
    """One connection to a host, over which rosters and repositories are read."""

    def __init__(self, context: PullContext, started_at: datetime) -> None:
        self._context = context
        self.started_at = started_at

    @property
    def requests(self) -> int:
        return self._context.client.requests

    @property
    def waited_seconds(self) -> float:
        return self._context.client.deadline.waited_seconds

    @property
    def received_bytes(self) -> int:
        return self._context.client.received_bytes

    def read_reference(self) -> Reference:
        """Land the rosters. The groups are repositories of one owner that one scan looks at."""
        context = self._context
        outcomes: list[ScopeOutcome] = []
        repositories: dict[int, Repository] = {}
        for login in context.source.organizations:
            outcome, found = walk_organization(context, login)
            outcomes.append(outcome)
            repositories |= {repository.id: repository for repository in found}
        if context.source.repositories:
            host_outcomes, found = walk_host(context)
            outcomes += host_outcomes
            repositories |= {repository.id: repository for repository in found}
        groups = tuple(_group(each) for each in grouped(context, list(repositories.values())))
        return Reference(tuple(outcomes), {"teams": context.teams.all_known()}, groups)

    def walk(self, shared: Json, groups: Sequence[Group]) -> list[ScopeOutcome]:
        """Walk repositories."""
        for owner, is_readable in shared["teams"].items():
            self._context.teams.note(owner, is_readable)
        repositories = [Repository(**thing) for group in groups for thing in group.things]
        return walk_repositories(self._context, repositories)


def _group(repositories: list[Repository]) -> Group:
    names = {str(repository.id): repository.full_name for repository in repositories}
    return Group(names, tuple(asdict(repository) for repository in repositories))


def first_contact(client: Client, source: GitHubSource) -> datetime:
    try:
        try:
            client.get("/rate_limit")
        except NotVisible as error:
            # GitHub Enterprise without rate limits says so with a 404.
            if "rate limit" not in error.message.lower():
                client.get("/user")
    except NotVisible as error:
        if error.status == 403:
            raise CredentialsRefused(source.name, f"the token may read nothing: {error.message}") from None
        said = "no GitHub answers at its url: use https://api.github.com, or https://HOST/api/v3"
        raise BadAnswer(source.name, f"{said} ({error.message})") from None
    except OutOfTime as out_of_time:
        # A limit that lasts longer than there is time for is an answer as well.
        if not client.has_answered:
            problem = SourceUnreachable(source.name, f"there was no time to ask {source.host}")
            raise (out_of_time.problem or problem) from None
    return client.clock
