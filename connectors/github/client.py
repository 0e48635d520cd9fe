"""What is asked of one GitHub host: REST paths, pages of lists, GraphQL queries."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from requests.utils import parse_header_links

from connectors.errors import BadAnswer, CredentialsRefused, NotVisible, ScopeMissing, SourceError
from connectors.github.answers import Answer, Reply, read_graphql, read_rest
from connectors.github.credentials import Credential, Credentials
from connectors.github.failures import HostLacks, QueryTooLarge
from connectors.github.features import HostFeatures, without
from connectors.github.limits import Limits
from connectors.github.requesters import Requesters
from connectors.github.source import GitHubSource
from connectors.transport.addresses import is_safe_for_credentials
from connectors.transport.deadline import Deadline
from connectors.transport.rate_limit import RateLimit, wait_before_try
from connectors.transport.retry import Retryable, with_retries

# Times that one request is tried with a new token, before its refusal counts.
RENEWALS = 2
T = TypeVar("T")


class Client:
    """Asks a GitHub host, waits and tries again as the host wants it. Safe to use from several threads.

    Every method may raise CredentialsRefused, SourceUnreachable, BadAnswer, and OutOfTime when a wait would
    pass the deadline.
    """

    def __init__(self, source: GitHubSource, limits: Limits, deadline: Deadline) -> None:
        if not source.tokens and not source.apps:
            raise CredentialsRefused(source.name, "the token is empty")
        if not source.has_url:
            raise BadAnswer(
                source.name, "its url is none: use https://api.github.com, or https://HOST/api/v3"
            )
        if not is_safe_for_credentials(source.url):
            unsafe = f"{source.host} would be sent the token unencrypted; its url must start with https://"
            raise BadAnswer(source.name, unsafe)
        self._source = source
        self._limits = limits
        self.source = source.name
        self.attempts = limits.attempts
        self.deadline = deadline
        self.requests = 0
        self.received_bytes = 0
        self.features = HostFeatures()
        self._clock: datetime | None = None
        self._lock = threading.Lock()
        self._requesters = Requesters(source, limits.timeout_seconds)
        rate_limit = RateLimit(deadline, busy_seconds=limits.busy_seconds)
        self._credentials = Credentials(source, rate_limit, self._requesters.integration)

    @property
    def points(self) -> tuple[int, int] | None:
        """GraphQL points left and granted, of all credentials that have asked yet."""
        asked = [each for each in self._credentials.every() if each.points is not None]
        if not asked:
            return None
        return sum(each.points or 0 for each in asked), sum(each.limit or 0 for each in asked)

    @property
    def reset_minutes(self) -> int | None:
        """Minutes until the first credential's points are granted anew, by the server's clock."""
        times = [each.resets_at for each in self._credentials.every() if each.resets_at is not None]
        if not times or self._clock is None:
            return None
        return max(0, round((min(times) - self._clock).total_seconds() / 60))

    @property
    def clock(self) -> datetime:
        """The server's clock at its newest answer, aware UTC."""
        if self._clock is None:
            raise BadAnswer(
                self._source.name, "the answers have no Date header, so the server's clock is not known"
            )
        return self._clock

    @property
    def has_answered(self) -> bool:
        return self._clock is not None

    def get(self, path: str) -> Any:
        """The body of one GET. Raises NotVisible for what is not there or not for this token."""
        return self._ask("GET", path, None, read_rest)

    def pages(self, path: str) -> Iterator[list[dict[str, Any]]]:
        """The pages of a list, following the Link header. Raises NotVisible like `get`."""
        url: str | None = path + ("&" if "?" in path else "?") + "per_page=100"
        asked: set[str] = set()
        while url:
            asked.add(url)
            page, url = self._ask("GET", url, None, self._read_page)
            if url in asked:
                raise BadAnswer(self._source.name, f"the pages of {path} lead in a circle")
            yield page

    def graphql(self, query: str, variables: dict[str, Any], owner: str | None = None) -> Reply:
        """Data of a query about what is `owner`'s, without what the host is found to lack.

        NotVisible: nothing is left of the query then. QueryTooLarge: GitHub gives up on it, or answers 502,
        504 or nothing in time.
        """
        while True:
            lacking = self.features.lacking
            asked = without(query, lacking)
            if asked is None:
                raise NotVisible(self.source, "not known to this version of the server")
            body = {"query": asked, "variables": variables}
            try:
                return self._ask("POST", "/graphql", body, read_graphql, owner)
            except HostLacks as answer:
                if answer.features <= lacking:
                    raise answer.problem from None
                self.features.note(answer.features)

    def graphql_as_is(self, query: str, variables: dict[str, Any], owner: str | None = None) -> Reply:
        """Data of a query that cannot ask for less: what makes others too large is tried again."""

        def ask() -> Reply:
            try:
                return self.graphql(query, variables, owner)
            except QueryTooLarge as too_large:
                raise Retryable(too_large.problem) from None

        return with_retries(ask, self._limits.retries, self.deadline)

    def back_off(self, attempt: int, problem: SourceError) -> None:
        """Wait to get over `problem` before asking in another way, after try number `attempt` (from 0)."""
        seconds = wait_before_try(attempt + 1, None, self._limits.backoff_seconds)
        self.deadline.wait(seconds, problem)

    def close(self) -> None:
        self._requesters.close()

    def _ask(
        self,
        verb: str,
        path: str,
        body: dict[str, Any] | None,
        read: Callable[[Answer], T],
        owner: str | None = None,
    ) -> T:
        owner = owner or _owner(path)
        renewed: list[Credential] = []

        def ask() -> T:
            credential = self._credentials.pick(owner)
            try:
                made = read(self._send(verb, path, body, credential))
            except Retryable as failure:
                if failure.holds != "request":
                    failure.limit = credential.rate_limit
                raise
            except CredentialsRefused as refused:
                # A token that ran out while it was used, or was used up by other threads at once.
                is_lasting = not credential.is_renewable or isinstance(refused, ScopeMissing)
                if is_lasting or len(renewed) == RENEWALS:
                    raise
                credential.forget()
                renewed.append(credential)
                raise Retryable(refused, 0.0) from None
            _note_points(credential, made)
            return made

        return with_retries(ask, self._limits.retries, self.deadline)

    def _send(self, verb: str, path: str, body: dict[str, Any] | None, credential: Credential) -> Answer:
        token = credential.token()
        with credential.rate_limit.turn():
            with self._lock:
                self.requests += 1
            status, headers, text = self._requesters.send(verb, path, body, credential, token)
        with self._lock:
            self.received_bytes += len(text.encode())
        answer = Answer(self._source.name, status, headers, text, (token, *self._source.tokens))
        self._clock = answer.server_time or self._clock
        return answer

    def _read_page(self, answer: Answer) -> tuple[list[dict[str, Any]], str | None]:
        page = read_rest(answer)
        if not isinstance(page, list):
            raise Retryable(BadAnswer(self._source.name, "the answer is no list where GitHub sends one"))
        links = parse_header_links(answer.headers.get("link", ""))
        return page, next((link["url"] for link in links if link.get("rel") == "next"), None)


def _owner(path: str) -> str | None:
    """Whose a REST path is about: an installation of an app reads its own organization alone."""
    found = re.search(r"/(?:orgs|repos)/([^/?]+)", path)
    return found[1] if found else None


def _note_points(credential: Credential, reply: Any) -> None:
    limit = reply.data.get("rateLimit") if isinstance(reply, Reply) else None
    if isinstance(limit, dict):
        credential.points, credential.limit = int(limit["remaining"]), int(limit["limit"])
        credential.resets_at = datetime.fromisoformat(limit["resetAt"])
