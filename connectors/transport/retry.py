"""Another try for what may pass: tenacity counts the tries, the limits and the deadline do the waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from connectors.errors import Signal, SourceError
from connectors.transport.deadline import Deadline
from connectors.transport.rate_limit import RateLimit, wait_before_try

T = TypeVar("T")


class Retryable(Signal):
    """A try that failed in a way in which another may not; `error` is what it is when none does.

    `seconds` are what the host asks to wait. `holds` says for whom: for all requests of this account to the
    host, for those to this one's endpoint, or for this request alone. Whoever sent the request says which
    `limit` that is.
    """

    def __init__(
        self,
        error: SourceError,
        seconds: float | None = None,
        holds: Literal["host", "endpoint", "request"] = "request",
    ) -> None:
        super().__init__(error.message)
        self.error = error
        self.seconds = seconds
        self.holds = holds
        self.limit: RateLimit | None = None


@dataclass(frozen=True, slots=True)
class Retries:
    """How often one request is tried, and how long is waited in between.

    `first_wait` seconds before the second try, then twice as long each time. `limit_wait` is the same for
    limits that do not say how long they last, where these want more.
    """

    tries: int
    first_wait: float | None = None
    limit_wait: float | None = None

    def pause(self, attempt: int, asked: float | None) -> float:
        """Seconds for which a limit is paused that was met in a request's try number `attempt`."""
        if asked is None and self.limit_wait is not None:
            return self.limit_wait * 2 ** (attempt - 1)
        return wait_before_try(attempt, asked, self.first_wait)

    def wait(self, attempt: int, failure: Retryable) -> float:
        """Seconds that the request itself waits; where a limit is paused, its next turn comes after that."""
        if failure.limit is not None:
            return 0.0
        return wait_before_try(attempt, None, self.first_wait) if failure.seconds is None else failure.seconds


def with_retries(
    ask: Callable[[], T],
    retries: Retries,
    deadline: Deadline,
    is_hopeless: Callable[[RetryCallState], bool] = lambda state: False,
) -> T:
    """What `ask` returns, in however many tries. Raises the error of the last Retryable, or OutOfTime."""

    def pause(state: RetryCallState) -> None:
        failure = _failure(state)
        if failure.limit is not None:
            failure.limit.pause(retries.pause(state.attempt_number, failure.seconds), failure.error)

    def wait(state: RetryCallState) -> None:
        if state.next_action is not None and state.next_action.sleep > 0:
            deadline.wait(state.next_action.sleep, _failure(state).error)

    tries = Retrying(
        retry=retry_if_exception_type(Retryable),
        stop=lambda state: stop_after_attempt(retries.tries)(state) or is_hopeless(state),
        wait=lambda state: retries.wait(state.attempt_number, _failure(state)),
        after=pause,
        # The deadline sleeps in tenacity's place: it can be woken, and says what was waited for.
        before_sleep=wait,
        sleep=lambda seconds: None,
        reraise=True,
    )
    try:
        return tries(ask)
    except Retryable as failure:
        raise failure.error from None


def _failure(state: RetryCallState) -> Retryable:
    failure = state.outcome.exception() if state.outcome is not None else None
    assert isinstance(failure, Retryable)
    return failure
