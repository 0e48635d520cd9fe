"""The walks over many repositories of one owner at once: one scan for all, and full batches across them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any

from connectors.errors import OutOfTime, SourceError
from connectors.github.context import PullContext
from connectors.github.documents import Queries
from connectors.github.failures import QueryTooLarge, TeamsHidden
from connectors.github.features import PLANS
from connectors.github.hydration import Found, Hydration, Kind, Listed, ask_for_less
from connectors.github.notes import BOARDS_UNTOLD, UNSEEN
from connectors.github.open_records import Summaries
from connectors.github.repository import RepositoryWalk
from connectors.github.repository_plan import RepositoryPlan
from connectors.github.rest_fallback import RestFallback
from connectors.github.scanning import Scanning, Since
from connectors.github.summaries import summaries

Entry = tuple[RepositoryWalk, Listed]
Batch = list[Entry]


class RepositoryBatch:
    """Repositories that are walked together. Workers fetch; this thread lists and lands.

    As many batches are under way as answers came well in a row: too large a query halves their number.
    """

    def __init__(
        self,
        context: PullContext,
        owner: str,
        queries: Queries,
        plans: list[RepositoryPlan],
        workers: ThreadPoolExecutor,
    ) -> None:
        self._context = context
        self._plans = plans
        self._workers = workers
        self._scanning = Scanning(context.client, owner)
        self._owner = owner
        self._hydration = Hydration(context.client, owner, queries)
        self._rest_fallback = RestFallback(context.client, owner)
        self._again: deque[Batch] = deque()
        self._width = 1

    def walk(self) -> None:
        """Walk all of them; what goes wrong with one is in its outcome. Raises TeamsHidden and OutOfTime."""
        started_at = self._context.client.clock
        since: Since = {
            "pull_request": _earliest(plan.since for plan in self._plans),
            "issue": _earliest(plan.issues_since for plan in self._plans),
        }
        ids = [plan.repository.node for plan in self._plans]
        scanned: list[tuple[RepositoryWalk, dict[str, Any]]] = []
        for plan, node in zip(self._plans, self._scanning.repositories(ids, since), strict=True):
            if isinstance(node, SourceError):
                plan.end("failed", node.message)
            else:
                scanned.append((RepositoryWalk(self._context, plan, since, started_at), node))
        self._look([walk for walk, _ in scanned])
        self._hydrate(self._batches(scanned))
        for plan in self._plans:
            plan.outcome.message = "; ".join(filter(None, [plan.outcome.message, *self._lost()])) or None

    def _look(self, walks: list[RepositoryWalk]) -> None:
        """Look at the open issues of all these repositories at once, so that few calls are less than full."""
        owners = {one.node: walk for walk in walks for one in walk.open_issues()}
        found: dict[RepositoryWalk, Summaries] = {walk: {} for walk in walks}
        try:
            for node, short in summaries(self._context.client, self._owner, list(owners)):
                found[owners[node]][node] = short
        except OutOfTime:
            raise
        except SourceError as error:
            for walk in set(owners.values()):
                walk.note(f"{UNSEEN}: {error.message}")
        for walk, mine in found.items():
            walk.summaries = mine

    def _lost(self) -> list[str]:
        """What the host or the token leaves out of every repository."""
        lacking = self._context.client.features.lacking
        unknown = [words for feature, words in PLANS.items() if feature in lacking]
        said = [f"not known to this version of the server: {', '.join(unknown)}"] if unknown else []
        return said if self._hydration.has_board_events else [BOARDS_UNTOLD, *said]

    def _batches(self, scanned: list[tuple[RepositoryWalk, dict[str, Any]]]) -> Iterator[Batch]:
        """All that is to be read, in batches of one kind, as large as each repository's page allows."""
        batches: dict[Kind, Batch] = {"pull_request": [], "issue": []}
        for walk, node in scanned:
            try:
                for one in walk.entries(self._scanning, node):
                    batches[one.kind].append((walk, one))
                    if sum(1 / other.page.ids for other, _ in batches[one.kind]) > 0.999:
                        yield batches[one.kind]
                        batches[one.kind] = []
            except SourceError as error:
                walk.fail(error.message)
        yield from (batch for batch in batches.values() if batch)

    def _hydrate(self, batches: Iterator[Batch]) -> None:
        under_way: deque[tuple[Batch, Future[list[Found]]]] = deque()
        ended: OutOfTime | TeamsHidden | None = None
        while True:
            try:
                while ended is None and len(under_way) < self._width and (batch := self._next(batches)):
                    self._context.client.deadline.check()
                    wanted = [(one, walk.page) for walk, one in batch]
                    under_way.append((batch, self._workers.submit(self._hydration.fetch_whole, wanted)))
            except OutOfTime as out_of_time:
                ended = out_of_time
            if not under_way:
                break
            batch, future = under_way.popleft()
            try:
                self._land(batch, future.result())
                self._width = min(self._context.limits.workers, self._width + 1)
            except (OutOfTime, TeamsHidden) as error:
                ended = ended or error
            except QueryTooLarge as too_large:
                try:
                    self._split(batch, too_large)
                except OutOfTime as out_of_time:
                    ended = out_of_time
            except SourceError as error:
                self._fail(batch, error)
        if ended is not None:
            raise ended

    def _next(self, batches: Iterator[Batch]) -> Batch | None:
        """The next batch without what is of repositories that have failed meanwhile."""
        while (batch := self._again.popleft() if self._again else next(batches, None)) is not None:
            if alive := [(walk, one) for walk, one in batch if not walk.is_over]:
                return alive
        return None

    def _split(self, batch: Batch, too_large: QueryTooLarge) -> None:
        """Ask for less of what was too much; the size is remembered for a repository that is alone in it."""
        self._width = max(1, self._width // 2)
        size = max(1, len(batch) // 2)
        walk, one = batch[0]
        if all(other is walk for other, _ in batch):
            try:
                ask_for_less(self._context.client, walk.page, len(batch), too_large)
            except SourceError as error:
                self._read_alone(walk, one, error)
                return
            size = walk.page.ids
        else:
            self._context.client.back_off(0, too_large.problem)
        parts = [batch[start : start + size] for start in range(0, len(batch), size)]
        self._again.extendleft(reversed(parts))

    def _read_alone(self, walk: RepositoryWalk, one: Listed, error: SourceError) -> None:
        """One that GraphQL gives up on at its smallest: REST may have it in pages."""
        try:
            found = self._rest_fallback.fetch_whole(walk.full_name, one)
        except SourceError:
            walk.fail(error.message)
            return
        self._land([(walk, one)], [found])

    def _land(self, batch: Batch, found: list[Found]) -> None:
        for walk in dict.fromkeys(walk for walk, _ in batch):
            if walk.is_over:
                continue
            mine = [(one, what) for (other, one), what in zip(batch, found, strict=True) if other is walk]
            walk.page.grow()
            walk.land([one for one, _ in mine], [what for _, what in mine])
        client, source = self._context.client, self._context.source.name
        if client.points is not None:
            self._context.progress(source, "GraphQL points left", *client.points)
        if client.reset_minutes is not None:
            self._context.progress(
                source, "minutes until points are granted anew", client.reset_minutes, None
            )

    def _fail(self, batch: Batch, error: SourceError) -> None:
        for walk in dict.fromkeys(walk for walk, _ in batch):
            walk.fail(error.message)


def _earliest(times: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in times if at is not None), default=None)
