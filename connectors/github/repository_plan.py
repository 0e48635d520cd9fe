"""How one repository is to be read, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

from connectors.github.context import PullContext, Repository
from connectors.github.documents import Queries
from connectors.outcome import ScopeOutcome


class RepositoryPlan:
    """One repository before its walk begins, and after it ended.

    `since` is its watermark, `issues_since` that of its issues: None, too, where other queries read them.
    """

    def __init__(
        self,
        context: PullContext,
        repository: Repository,
        queries: Queries,
        since: datetime | None,
        issues_since: datetime | None = None,
    ) -> None:
        self.repository = repository
        self.queries = queries
        self.since = since
        self.issues_since = issues_since
        self.outcome = ScopeOutcome(context.source.name, str(repository.id), repository.full_name, "partial")
        self.is_over = False
        self._notes: list[str] = []
        self._at_end = ExitStack()
        self._began = time.monotonic()

    def note(self, text: str) -> None:
        """Something that whoever reads the outcome should know."""
        self._notes.append(text)

    def at_end(self, close: Callable[[], None]) -> None:
        """What is to be closed, however the walk ends."""
        self._at_end.callback(close)

    def end(self, state: str, *notes: str) -> None:
        """Nothing more is read. What was landed of a walk that did not finish stays for the next one."""
        self.is_over = True
        self._at_end.close()
        self.outcome.state = state  # type: ignore[assignment]
        self.outcome.message = "; ".join([*self._notes, *notes]) or None
        self.outcome.seconds = time.monotonic() - self._began
