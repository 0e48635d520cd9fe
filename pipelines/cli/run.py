"""`baton run`."""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from connectors.errors import ExpectedError
from connectors.permissions import keep_private
from pipelines.cli.screen import Screen, say
from pipelines.cli.summary import Summary, left_behind
from pipelines.cli.terminal import TerminalWatcher, Watcher
from pipelines.cli.unplaced_people import unplaced
from pipelines.cli.unwatched import unwatched
from pipelines.exit_codes import ExitCode, Failed
from pipelines.notify.alerts import Night
from pipelines.settings import Settings
from pipelines.telemetry.json_lines import current
from pipelines.telemetry.logged_summary import log_outcome
from pipelines.telemetry.night import Night as WatchedNight
from pipelines.telemetry.watched import watched


def run_nightly(settings: Settings, is_quiet: bool, is_verbose: bool) -> None:
    """Raises Failed with the exit code of a run that did not end complete. Tells what is to be told."""
    with watched(settings, lambda problem: _warn(f"not told: {problem}")) as watched_night:
        try:
            _run(settings, watched_night, is_quiet, is_verbose)
        except ExpectedError as error:
            _tell(settings, Night(ExitCode(error.exit_code), str(error).splitlines()))
            raise


def _run(settings: Settings, watched_night: WatchedNight, is_quiet: bool, is_verbose: bool) -> None:
    started = time.monotonic()
    published_before = _published(settings)
    # Dagster captures what steps print, by swapping the descriptor: the terminal's own stays ours.
    log = current()
    console = Screen(sys.stderr if log else os.fdopen(os.dup(sys.stderr.fileno()), "w"))
    bars = console.is_terminal and not is_quiet and not is_verbose
    watcher = TerminalWatcher(console) if bars else Watcher(console)
    if not is_verbose:
        warnings.simplefilter("ignore")
    with watcher.watching():
        from pipelines import wiring
        from pipelines.home import claim

        sources = wiring.sources(settings, watcher.progress)
        targets = wiring.targets(settings)
        if log is not None:
            log.hide(_secrets(sources.variables, os.environ))
        keep_private(settings.places)
        claim(settings, sources)
        with sources.started() as sources:
            # Dagster takes seconds to import, in which an embedded sandbox gets ready.
            from pipelines.cli.in_process_run import execute
            from pipelines.cli.run_failures import explain

            execution = execute(settings, sources, targets, watcher, is_quiet, is_verbose)
    watched_night.run_id, watched_night.steps = execution.run_id, execution.steps
    watched_night.outcome = _outcome_of(settings, execution.run_id)
    if not execution.succeeded:
        code, lines = explain(execution.events)
        _tell(settings, Night(code, lines))
        is_published = _published(settings) != published_before
        raise Failed(code, [*lines, _consequence(code, is_published, execution.run_id)])
    outcome = json.loads(settings.places.last_run.read_text("utf-8"))
    watched_night.outcome = outcome
    seconds = time.monotonic() - started
    notes = [] if is_quiet else [*unplaced(settings), *unwatched(settings)]
    if log is not None and not is_quiet:
        log_outcome(log, outcome, notes, seconds)
    elif not is_quiet:
        kinds = {source["name"]: source["kind"] for source in sources.organization["sources"]}
        Summary(outcome, kinds, execution.seconds_by_stage(), seconds, notes).show(Screen(), settings)
    _tell(settings, Night(ExitCode.COMPLETE if outcome["is_complete"] else ExitCode.INCOMPLETE, (), outcome))
    if not outcome["is_complete"]:
        head = "published, but not everything could be pulled; these have their last whole state:"
        raise Failed(ExitCode.INCOMPLETE, [head, *(f"  {line}" for line in left_behind(outcome))])


def _tell(settings: Settings, night: Night) -> None:
    from pipelines.notify.tell import tell

    for failure in tell(settings, night):
        _warn(failure)


def _warn(problem: str) -> None:
    if (log := current()) is not None:
        log.line("warning", problem)
    else:
        say(f"baton: {problem}", is_error=True)


def _outcome_of(settings: Settings, run_id: str) -> dict[str, Any] | None:
    """What this run read; None where it did not come so far."""
    try:
        outcome: dict[str, Any] = json.loads(settings.places.last_run.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return outcome if str(outcome.get("run_id", "")).endswith(run_id[:8]) else None


def _secrets(variables: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> list[str]:
    """What no line may show: what sources and messengers are reached with."""
    names = {name for each in variables.values() for name in each}
    names |= {name for name in environment if name.startswith(("BATON_NOTIFY", "BATON_HEARTBEAT_URL"))}
    return [secret for name in sorted(names) for secret in environment.get(name, "").split()]


def _published(settings: Settings) -> set[Path]:
    """The snapshot that is published now, and those that somebody asked for."""
    places = settings.places
    current = {places.current.readlink()} if places.current.is_symlink() else set()
    return current | set(places.look_backs.glob("*"))


def _consequence(code: ExitCode, is_published: bool, run_id: str) -> str:
    what = "what this run found was published all the same" if is_published else "nothing was published"
    match code:
        case ExitCode.FAILED:
            return f"{what}; run again with --verbose, or look at run {run_id} in `dg dev`"
        case ExitCode.INTERRUPTED:
            return f"{what}; what was pulled is kept, and the next run goes on from there"
    return what
