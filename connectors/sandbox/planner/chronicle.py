"""Everything that has been planned so far: what stories write into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from connectors.sandbox.planner.company import Company, Ended
from connectors.sandbox.planner.pull_requests import PullRequestPlan
from connectors.sandbox.planner.ticket_state import TicketState


@dataclass(slots=True)
class Chronicle(Company):
    """A company with all its tickets and pull requests so far, and how many of each story."""

    tickets: list[TicketState] = field(default_factory=list)
    pull_requests: list[PullRequestPlan] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def tell(self, story: Callable[[], None]) -> None:
        """Plans a story as far as it goes."""
        with suppress(Ended):
            story()

    def open(self, pull_request: PullRequestPlan) -> PullRequestPlan:
        """Takes up a pull request that somebody opens."""
        self.pull_requests.append(pull_request)
        return pull_request
