"""How long the queries of dashboards take on a published file: those of the page, and the named questions."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from assets.published.report.pages import write_pages
from assets.published.report.questions import Questions
from pipelines.cli.guarded import answer, guarded
from pipelines.cli.questions import question_query, questions

REPETITIONS = 20


@dataclass
class Took:
    """Seconds of each query, by the clock and of all threads: others may work on the machine."""

    wall: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    processor: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def taking(self, name: str) -> Iterator[None]:
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall[name].append(time.perf_counter() - wall)
        self.processor[name].append(time.process_time() - processor)

    @property
    def count(self) -> int:
        return sum(map(len, self.wall.values()))

    def slowest(self, count: int) -> list[str]:
        """By the median of the processor's time."""
        medians = {name: statistics.median(seconds) for name, seconds in self.processor.items()}
        return sorted(medians, key=lambda name: -medians[name])[:count]

    @staticmethod
    def p95(seconds: defaultdict[str, list[float]]) -> float:
        """Over all queries and repetitions, in milliseconds."""
        return 1000 * statistics.quantiles([each for some in seconds.values() for each in some], n=20)[-1]


def dashboards(published: Path) -> dict[str, Took]:
    """The queries of the page, of the whole and of each team; and the named questions, without a team."""
    page, named = Took(), Took()
    asking: Callable[..., list[dict[str, Any]]] = Questions.__call__

    def asking_timed(self: Questions, question: str, **more: object) -> list[dict[str, Any]]:
        with page.taking(question):
            return asking(self, question, **more)

    with tempfile.TemporaryDirectory() as made, patch.object(Questions, "__call__", asking_timed):
        write_pages(published, Path(made))
    with guarded(published) as db:
        for _ in range(REPETITIONS):
            for each in questions():
                with named.taking(each.name):
                    _fetch(db, each.name)
    return {"the page": page, "named questions": named}


def _fetch(db: duckdb.DuckDBPyConnection, name: str) -> None:
    answer(db, question_query(name, {})).fetchall()
