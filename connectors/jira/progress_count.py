"""How far the fetching of tickets is, over all projects and threads."""

from __future__ import annotations

from threading import Lock

from connectors.progress import Progress


class ProgressCount:
    """How many tickets of a source are fetched, of how many that are known to be wanted."""

    def __init__(self, source: str, progress: Progress) -> None:
        self._source = source
        self._progress = progress
        self._lock = Lock()
        self._done = self._total = 0

    def add(self, done: int = 0, total: int = 0) -> None:
        with self._lock:
            self._done += done
            self._total += total
            done, total = self._done, self._total
        self._progress(self._source, "tickets", done, total)
