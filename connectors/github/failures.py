"""What one part of a walk over GitHub tells another: no error of the source, and met in this package."""

from __future__ import annotations

from connectors.errors import Signal, SourceError
from connectors.github.features import Feature


class TeamsHidden(Signal):
    """The token may not read the teams that were asked for a review."""


class HostLacks(Signal):
    """The host does not know of what was asked for. `problem` is what to say when that cannot be left out."""

    def __init__(self, features: frozenset[Feature], problem: SourceError) -> None:
        super().__init__(str(problem))
        self.features = features
        self.problem = problem


class QueryTooLarge(Signal):
    """GitHub gave up on a query: asking for less may help. `problem` is what to say when it does not."""

    def __init__(self, problem: SourceError) -> None:
        super().__init__(str(problem))
        self.problem = problem
