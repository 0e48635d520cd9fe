"""First contact with a GitHub host, and the pull of all that is configured of it."""

from __future__ import annotations

import time
from datetime import datetime

from connectors.errors import BadAnswer, CredentialsRefused, NotVisible, OutOfTime, SourceUnreachable
from connectors.github.client import Client
from connectors.github.context import PullContext, Repository, TeamsReadable
from connectors.github.limits import Limits
from connectors.github.organization import walk_host, walk_organization
from connectors.github.repositories import walk_repositories
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.progress import Progress
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
    began = time.monotonic()
    client = Client(source, limits, Deadline(source.name, deadline))
    try:
        outcome = SourceOutcome(source.name, first_contact(client, source))
        context = PullContext(source, client, landing, progress, limits, TeamsReadable(client))
        outcome.scopes += _scopes(context)
        outcome.requests = client.requests
        outcome.waited_seconds = client.deadline.waited_seconds
        outcome.received_bytes = client.received_bytes
        outcome.seconds = time.monotonic() - began
        return outcome
    finally:
        client.close()


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


def _scopes(context: PullContext) -> list[ScopeOutcome]:
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
    return outcomes + walk_repositories(context, list(repositories.values()))
