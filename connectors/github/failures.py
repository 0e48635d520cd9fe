"""What can end a request to GitHub, or a part of a walk, and is met somewhere in this package."""

from __future__ import annotations

from connectors.outcome import CredentialsRefused, SourceError


class NotVisible(SourceError):
    """The thing asked for does not exist, or the token may not see it: GitHub does not say which."""

    def __init__(self, source: str, message: str, status: int = 404) -> None:
        super().__init__(source, message)
        self.status = status


class ScopeMissing(CredentialsRefused):
    """The token lacks a scope that a field of the query needs."""


class TeamsHidden(Exception):
    """The token may not read the teams that were asked for a review."""


class QueryTooLarge(Exception):
    """GitHub gave up on a query: asking for less may help. `problem` is what to say when it does not."""

    def __init__(self, problem: SourceError) -> None:
        super().__init__(str(problem))
        self.problem = problem


class OutOfTime(Exception):
    """The deadline has passed, or would before the next request may be sent; or the pull was stopped.

    `problem` is what a request was waiting to get over, if it was.
    """

    def __init__(self, problem: SourceError | None = None) -> None:
        super().__init__(str(problem or "out of time"))
        self.problem = problem


class Again(Exception):
    """One try failed in a way that another may not.

    `seconds` is how long everybody has to hold back; None: only this request, with growing waits.
    """

    def __init__(self, problem: SourceError, seconds: float | None = None) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.seconds = seconds
