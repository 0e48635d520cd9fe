"""How a pull says what it is doing, and how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    def __call__(self, source: str, stage: str, done: int, total: int | None) -> None:
        """Report that `done` of `total` (None: not known) things of a stage of a source's pull are through.

        Called from several threads, often: implementations are quick and safe to call at once.
        """


def silent(source: str, stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""
