"""`baton run`."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
import warnings
from pathlib import Path

from connectors.errors import ExpectedError
from connectors.permissions import keep_private
from pipelines.cli.screen import Screen, say
from pipelines.cli.summary import Summary, left_behind
from pipelines.cli.terminal import TerminalWatcher, Watcher
from pipelines.cli.unplaced_people import unplaced
from pipelines.exit_codes import ExitCode, Failed
from pipelines.notify.alerts import Night
from pipelines.settings import Settings


def run_nightly(settings: Settings, is_quiet: bool, is_verbose: bool) -> None:
    """Raises Failed with the exit code of a run that did not end complete. Tells what is to be told."""
    try:
        _run(settings, is_quiet, is_verbose)
    except ExpectedError as error:
        _tell(settings, Night(ExitCode(error.exit_code), str(error).splitlines()))
        raise


def _run(settings: Settings, is_quiet: bool, is_verbose: bool) -> None:
    started = time.monotonic()
    published_before = _published(settings)
    # Dagster captures what steps print, by swapping the descriptor: the terminal's own stays ours.
    console = Screen(os.fdopen(os.dup(sys.stderr.fileno()), "w"))
    bars = console.is_terminal and not is_quiet and not is_verbose
    watcher = TerminalWatcher(console) if bars else Watcher(console)
    if not is_verbose:
        warnings.simplefilter("ignore")
    # What is imported and defined lasts as long as the run: no need to look through it for garbage.
    gc.disable()
    with watcher.watching():
        from pipelines import wiring
        from pipelines.home import claim

        sources = wiring.sources(settings, watcher.progress)
        targets = wiring.targets(settings)
        keep_private(settings.places)
        claim(settings, sources)
        with sources.started() as sources:
            # Dagster takes seconds to import, in which an embedded sandbox gets ready.
            from pipelines.cli.in_process_run import execute
            from pipelines.cli.run_failures import explain

            execution = execute(settings, sources, targets, watcher, is_verbose)
    if not execution.succeeded:
        code, lines = explain(execution.events)
        _tell(settings, Night(code, lines))
        is_published = _published(settings) != published_before
        raise Failed(code, [*lines, _consequence(code, is_published, execution.run_id)])
    outcome = json.loads(settings.places.last_run.read_text("utf-8"))
    if not is_quiet:
        kinds = {source["name"]: source["kind"] for source in sources.organization["sources"]}
        seconds = time.monotonic() - started
        notes = unplaced(settings)
        Summary(outcome, kinds, execution.seconds_by_stage(), seconds, notes).show(Screen(), settings)
    _tell(settings, Night(ExitCode.COMPLETE if outcome["is_complete"] else ExitCode.INCOMPLETE, (), outcome))
    if not outcome["is_complete"]:
        head = "published, but not everything could be pulled; these have their last whole state:"
        raise Failed(ExitCode.INCOMPLETE, [head, *(f"  {line}" for line in left_behind(outcome))])


def _tell(settings: Settings, night: Night) -> None:
    from pipelines.notify.tell import tell

    for failure in tell(settings, night):
        say(f"baton: {failure}", is_error=True)


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
