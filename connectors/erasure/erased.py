"""Whoever was erased from a home, as landing asks for it: read anew whenever the ledger is another."""

from __future__ import annotations

import threading
from pathlib import Path

from connectors.erasure.ledger import ledger_file, read_ledger
from connectors.erasure.pseudonyms import Pseudonyms
from connectors.landing.walk import Renaming, as_it_came


class Erased:
    """A run that waits for the home may begin before somebody is erased, and land after it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._state: tuple[int, int, int] | None = None
        self._renaming: Renaming = as_it_came

    def renaming(self) -> Renaming:
        with self._lock:
            try:
                found = ledger_file(self._directory).stat()
            except FileNotFoundError:
                return as_it_came
            state = (found.st_mtime_ns, found.st_size, found.st_ino)
            if state != self._state:
                ledger = read_ledger(self._directory)
                self._renaming = Pseudonyms(ledger).renamed if ledger else as_it_came
                self._state = state
            return self._renaming
