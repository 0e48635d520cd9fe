"""What can go wrong outside of Baton, in words for the person who runs it, and with the exit code to end on.

Who meets one of these errors in a log finds its class below ExpectedError: there is no list of them to keep.
"""

from __future__ import annotations

from typing import ClassVar


class ExpectedError(Exception):
    """Something outside of Baton is not as it should be. The message says what, and what to do about it."""

    # As in pipelines/cli/exit_codes.py.
    exit_code: ClassVar[int]


class HomeDamaged(ExpectedError):
    """A file that Baton keeps is damaged. The message names it, and says what to do with it."""

    exit_code = 2


class SourceError(ExpectedError):
    """A source could not be read. The message says what happened and what to do; it never holds a secret."""

    exit_code = 2

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message


class CredentialsRefused(SourceError):
    """The source does not accept the credentials, or they may not read what was asked for."""


class Forbidden(CredentialsRefused):
    """The source knows the account, and does not let it read this."""


class ScopeMissing(CredentialsRefused):
    """The token lacks a scope that a field of the query needs."""


class SourceUnreachable(SourceError):
    """No answer came from the source: name, network, proxy, certificate, or an outage."""


class AnotherSite(SourceError):
    """What answers under a source's name is not the site or host that was landed under it before."""


class BadAnswer(SourceError):
    """The source answered something that its interface does not promise."""


class RequestRefused(BadAnswer):
    """The source refuses this one request; `status` is its HTTP status."""

    def __init__(self, source: str, message: str, status: int) -> None:
        super().__init__(source, message)
        self.status = status


class NotVisible(SourceError):
    """The thing asked for does not exist, or the token may not see it: the source does not say which."""

    def __init__(self, source: str, message: str, status: int = 404) -> None:
        super().__init__(source, message)
        self.status = status


class OutOfTime(ExpectedError):
    """The deadline has passed, or would before the source may be asked again; or the pull was stopped.

    It is no SourceError: a walk that it ends is partial, and has not failed. `problem` is what a request was
    waiting to get over, if it was.
    """

    exit_code = 2

    def __init__(self, source: str, message: str, problem: SourceError | None = None) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message
        self.problem = problem


class Signal(Exception):
    """Tells another part of a connector what to do next. It never leaves the connectors."""


class OddValue(Signal, ValueError):
    """A value that no record can be made of. The message is shown: it holds no words that somebody wrote."""
