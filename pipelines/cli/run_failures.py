"""What went wrong in a run, from its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import dagster as dg

from pipelines.cli.exit_codes import ExitCode


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


# By name, since an error arrives from Dagster's event log without its class.
_CODES = {
    "SourceError": ExitCode.WRONG,
    "CredentialsRefused": ExitCode.WRONG,
    "SourceUnreachable": ExitCode.WRONG,
    "BadAnswer": ExitCode.WRONG,
    "ProblemsFound": ExitCode.WRONG,
    "SettingsError": ExitCode.WRONG,
    "WarehouseHeld": ExitCode.HELD,
    "KeyboardInterrupt": ExitCode.INTERRUPTED,
    "DagsterExecutionInterruptedError": ExitCode.INTERRUPTED,
}


def explain(events: Iterable[dg.DagsterEvent]) -> tuple[ExitCode, list[str]]:
    """The exit code and messages of a failed run, from its events."""
    failures = list(_failures(events))
    for _, error in failures:
        known = next((one for one in _chain(error) if one.cls_name in _CODES), None)
        if known is not None:
            code = _CODES[known.cls_name or ""]
            is_ours = code != ExitCode.INTERRUPTED
            return code, _message(known).splitlines() if is_ours else ["interrupted"]
    return ExitCode.FAILED, [f"{step} failed: {_reason(error)}" for step, error in failures]


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
    """Dagster has `package.module.Class: message`; a person wants the message."""
    name, separator, message = error.message.strip().partition(": ")
    is_own = error.cls_name in _CODES
    return message if separator and is_own else f"{name.rpartition('.')[2]}{separator}{message}"
