"""How hard and how patiently GitHub is asked."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.transport.retry import Retries


@dataclass(frozen=True, slots=True)
class Limits:
    """The knobs of a pull. Times are seconds.

    GitHub grants 60 s of GraphQL processing in any minute and estimates it by the response times: when
    these, summed over all workers, reach `busy_seconds`, Baton holds back. `limit_seconds` is the shortest
    wait after a secondary limit that does not say how long it lasts; it grows, since a limit that is met
    again at once was not waited for long enough.
    """

    workers: int = 3
    page: int = 50
    attempts: int = 5
    timeout_seconds: int = 30
    backoff_seconds: float = 1.0
    limit_seconds: float = 60.0
    busy_seconds: float = 55.0

    @property
    def retries(self) -> Retries:
        return Retries(self.attempts, self.backoff_seconds, self.limit_seconds)
