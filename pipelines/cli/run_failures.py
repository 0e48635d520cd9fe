"""What went wrong in a run, from its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import dagster as dg

from connectors.errors import ExpectedError
from pipelines.cli.system_errors import logged_refusal
from pipelines.exit_codes import ExitCode

_INTERRUPTIONS = {error.__name__ for error in (KeyboardInterrupt, dg.DagsterExecutionInterruptedError)}

_SYSTEM_ERRORS = {"OSError", *(error.__name__ for error in OSError.__subclasses__())}


class LoggedError(Protocol):
    """An error as Dagster's event log keeps it."""

    @property
    def message(self) -> str: ...
    @property
    def cls_name(self) -> str | None: ...
    @property
    def cause(self) -> LoggedError | None: ...
    @property
    def context(self) -> LoggedError | None: ...


def explain(events: Iterable[dg.DagsterEvent]) -> tuple[ExitCode, list[str]]:
    """The exit code and messages of a failed run, from its events."""
    failures = list(_failures(events))
    expected = _expected()
    for _, error in failures:
        for one in _chain(error):
            if one.cls_name in _INTERRUPTIONS:
                return ExitCode.INTERRUPTED, ["interrupted"]
            name, _, message = one.message.strip().partition(": ")
            if name in expected:
                return ExitCode(expected[name].exit_code), message.splitlines()
            if name in _SYSTEM_ERRORS and (refused := logged_refusal(message)) is not None:
                return refused[0], [refused[1]]
    return ExitCode.FAILED, [f"{step} failed: {_reason(error)}" for step, error in failures]


def _expected() -> dict[str, type[ExpectedError]]:
    """The classes of all expected errors by full name: an error's class is not in Dagster's event log."""

    def below(known: type[ExpectedError]) -> Iterator[type[ExpectedError]]:
        yield known
        for more in known.__subclasses__():
            yield from below(more)

    return {f"{known.__module__}.{known.__qualname__}": known for known in below(ExpectedError)}


def _failures(events: Iterable[dg.DagsterEvent]) -> Iterator[tuple[str, LoggedError | None]]:
    """Failed steps, or what kept the run from having any."""
    events = list(events)
    steps = [event for event in events if event.is_step_failure]
    for event in steps:
        yield (event.step_key or "a step").replace("__", "."), event.step_failure_data.error
    if not steps:
        yield from (("the run", event.job_failure_data.error) for event in events if event.is_job_failure)


def _chain(error: LoggedError | None) -> Iterator[LoggedError]:
    while error is not None:
        yield error
        error = error.cause or error.context


def _reason(error: LoggedError | None) -> str:
    return _message(list(_chain(error))[-1]) if error else "no reason given"


def _message(error: LoggedError) -> str:
    """Dagster has `package.module.Class: message`; a person does not want the package."""
    name, separator, message = error.message.strip().partition(": ")
    return f"{name.rpartition('.')[2]}{separator}{message}"
