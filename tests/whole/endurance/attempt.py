"""One attempt at a night, in a process of its own: what it came to."""

from __future__ import annotations

import logging
import multiprocessing
import resource
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partialmethod
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Literal

from connectors.errors import ExpectedError
from connectors.transport.deadline import Deadline
from pipelines.configured_sources import ConfiguredSources
from pipelines.organization.reading import parse_organization
from tests.worlds.night import Home

State = Literal["published", "refused", "killed", "failed"]
LONGEST_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused` is an error with words for the person who runs it; `failed` any other one."""

    state: State
    message: str = ""


class _Clock:
    """Time in which waiting takes none."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def now(self) -> float:
        return monotonic() + self._skipped

    def sleep(self, seconds: float) -> None:
        self._skipped += seconds


def attempt(
    home: Path,
    organization: str,
    environment: dict[str, str],
    killed_after: float | None = None,
    file_bytes: int | None = None,
) -> Outcome:
    """Runs a night in `home`. It dies after so much processor time, and no file may grow beyond a size."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__, "pipelines.definitions"])
    ours, theirs = processes.Pipe(duplex=False)
    arguments = (theirs, home, organization, environment, killed_after, file_bytes)
    process = processes.Process(target=_run, args=arguments)
    process.start()
    theirs.close()
    try:
        if not ours.poll(LONGEST_SECONDS):
            process.kill()
            return Outcome("failed", f"the night did not end within {LONGEST_SECONDS:g} seconds")
        state, message = ours.recv()
        return Outcome(state, message)
    except EOFError:
        process.join()
        is_ours = process.exitcode == -signal.SIGPROF
        return Outcome("killed" if is_ours else "failed", f"exit code {process.exitcode}")
    finally:
        process.join()
        ours.close()


def _run(
    answer: Connection,
    home: Path,
    organization: str,
    environment: dict[str, str],
    killed_after: float | None,
    file_bytes: int | None,
) -> None:
    logging.disable(logging.CRITICAL)
    clock = _Clock()
    Deadline.__init__ = partialmethod(Deadline.__init__, now=clock.now, sleep=clock.sleep)  # type: ignore[assignment]
    if file_bytes is not None:
        # What a full disk does to whoever writes: the write fails, and nobody dies of it.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    if killed_after is not None:
        signal.setitimer(signal.ITIMER_PROF, killed_after)
    answer.send(_outcome(lambda: _night(home, organization, environment)))


def _night(home: Path, organization: str, environment: dict[str, str]) -> None:
    file = parse_organization(organization, "organization.yaml", environment)
    sources = ConfiguredSources(organization=file.organization.as_landed(), configured=file.sources)
    Home(home, may_set_aside=True).run_with(sources, file.targets)


def _outcome(night: Callable[[], None]) -> tuple[State, str]:
    try:
        night()
    except ExpectedError as error:
        return "refused", str(error)
    except BaseException as error:
        cause = next((each for each in _causes(error) if isinstance(each, ExpectedError)), None)
        return ("failed", traceback.format_exc()) if cause is None else ("refused", str(cause))
    return "published", ""


def _causes(error: BaseException | None) -> list[BaseException]:
    return [] if error is None else [error, *_causes(error.__cause__ or error.__context__)]
