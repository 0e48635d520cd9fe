"""Each worker's landing is a copy of the store that they share: fetched before a step, pushed after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from connectors.landing.landing import Landing


class Store(Protocol):
    """What all workers have landed. `landing` is one worker's directory."""

    def fetch(self, landing: Path, sources: Sequence[str] | None = None) -> None: ...
    def push(self, landing: Path) -> None: ...
    def fetch_open(self, landing: Path, source: str, scope: str) -> None: ...
    def save_open(self, landing: Path, source: str, scope: str) -> None: ...
    def lease(self, name: str) -> AbstractContextManager[None]: ...


class StoreMirror:
    """One worker's copy; one process at a time uses it."""

    def __init__(self, store: Store, directory: Path, landing: Callable[[], Landing]) -> None:
        self._store = store
        self._directory = directory
        self._landing = landing

    @contextmanager
    def landing(self) -> Iterator[Landing]:
        """All that was landed; what is landed meanwhile is the others' at the end."""
        self._store.fetch(self._directory)
        yield self._landing()
        self._store.push(self._directory)

    @contextmanager
    def walking(self, source: str, *scopes: str) -> Iterator[Landing]:
        """What was landed of one source, for whoever alone walks it now.

        What a walk that does not come to its end has landed is left to whoever goes on.
        """
        with self._store.lease(source):
            self._store.fetch(self._directory, [source])
            for scope in scopes:
                self._store.fetch_open(self._directory, source, scope)
            try:
                yield self._landing()
            finally:
                self._store.push(self._directory)
                for scope in scopes:
                    self._store.save_open(self._directory, source, scope)
