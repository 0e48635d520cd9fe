"""What a person sees on a terminal while a run goes on: a bar for every source, and one for the tables."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from pipelines.cli.screen import Screen


class Watcher:
    """Nobody looks: only warnings come through."""

    def __init__(self, console: Screen) -> None:
        self.console = console

    @contextmanager
    def watching(self) -> Iterator[None]:
        yield

    def progress(self, source: str, stage: str, done: int, total: int | None) -> None:
        """A connectors.progress.Progress."""

    def table(self, name: str, done: int, total: int) -> None:
        """`done` of `total` tables are built; `name` is the last of them, or the step that begins."""

    def warn(self, message: str) -> None:
        self.console.line_of(message)


class TerminalWatcher(Watcher):
    """Bars on a terminal."""

    def __init__(self, console: Screen) -> None:
        super().__init__(console)
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    @contextmanager
    def watching(self) -> Iterator[None]:
        with self._bars:
            self._show("run", "getting ready", 0, None)
            yield

    def progress(self, source: str, stage: str, done: int, total: int | None) -> None:
        self._show(source, f"{source}: {stage}", done, total)

    def table(self, name: str, done: int, total: int) -> None:
        with self._lock:
            for source in self._tasks.keys() - {"run"}:  # the pull is a step, and over with it
                self._bars.remove_task(self._tasks.pop(source))
        self._show("run", name, done, total)

    def _show(self, key: str, description: str, done: int, total: int | None) -> None:
        with self._lock:
            task = self._tasks.get(key)
            if task is None:
                self._tasks[key] = self._bars.add_task(description, total=total, completed=done)
                return
            if self._bars.tasks[self._bars.task_ids.index(task)].description != description and key != "run":
                self._bars.reset(task, total=total)  # another stage: time and speed begin anew
            self._bars.update(task, description=description, completed=done, total=total)


def stderr_watcher() -> Watcher:
    """For a command whose answer goes to stdout."""
    console = Screen(os.fdopen(os.dup(sys.stderr.fileno()), "w"))
    return TerminalWatcher(console) if console.is_terminal else Watcher(console)
