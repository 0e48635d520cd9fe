"""`baton run`."""

from __future__ import annotations

import json
import os
import sys
import time
import warnings

from rich.console import Console

from pipelines.document import ProblemsFound
from pipelines.endings import ExitCode, Failed
from pipelines.settings import Settings
from pipelines.terminal import TerminalWatcher, Watcher


def run_nightly(settings: Settings, is_quiet: bool, is_verbose: bool) -> None:
    """Raises Failed with the exit code of a run that did not end complete."""
    started = time.monotonic()
    # Dagster captures what steps print, by swapping the descriptor: the terminal's own stays ours.
    console = Console(file=os.fdopen(os.dup(sys.stderr.fileno()), "w"), stderr=True)
    bars = console.is_terminal and not is_quiet and not is_verbose
    watcher = TerminalWatcher(console) if bars else Watcher(console)
    if not is_verbose:
        warnings.simplefilter("ignore")
    with watcher.watching():
        from pipelines import wiring
        from pipelines.execution import execute
        from pipelines.failures import explain
        from pipelines.home import claim

        try:
            sources = wiring.sources(settings, watcher.progress)
        except ProblemsFound as error:
            raise Failed(ExitCode.WRONG, str(error).splitlines()) from error
        claim(settings, sources)
        execution = execute(settings, sources, watcher, is_verbose)
    if not execution.succeeded:
        code, lines = explain(execution.events)
        raise Failed(code, [*lines, *_consequences(code, execution.run_id)])
    _show(settings, execution.seconds_by_stage(), time.monotonic() - started, is_quiet)


def _consequences(code: ExitCode, run_id: str) -> list[str]:
    match code:
        case ExitCode.FAILED:
            return [f"nothing was published; run again with --verbose, or look at run {run_id} in `dg dev`"]
        case ExitCode.INTERRUPTED:
            return ["nothing was published; what was pulled is kept, and the next run goes on from there"]
    return ["nothing was published"]


def _show(settings: Settings, stages: dict[str, float], seconds: float, is_quiet: bool) -> None:
    from pipelines.summary import left_behind, show_summary

    outcome = json.loads(settings.last_run.read_text("utf-8"))
    if not is_quiet:
        show_summary(Console(), settings, outcome, stages, seconds)
    if not outcome["is_complete"]:
        head = "published, but not everything could be pulled; these have their last whole state:"
        raise Failed(ExitCode.INCOMPLETE, [head, *(f"  {line}" for line in left_behind(outcome))])
