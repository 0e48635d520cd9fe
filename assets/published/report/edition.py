"""What a page or a digest of a publication is about: the week, the teams, and what may be asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from assets.published.report.questions import Questions, Row

EVERYBODY = "*"


class UnknownWeekError(ValueError):
    """The published tables have no such week."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Of one published file. `ask` asks about the whole organization; `ask.about(team=…)` about one team."""

    ask: Questions
    published: Row
    week: Row
    teams: list[Row]


@contextmanager
def edition(database: Path, asked: str | None = None) -> Iterator[Edition]:
    """About a week such as 2026-W27, or else the newest that is over. Raises UnknownWeekError."""
    # Hundreds of small questions: threads would wait for each other for longer than they save.
    with duckdb.connect(database, read_only=True, config={"threads": 1}) as db:
        db.execute("set TimeZone = 'UTC'")
        week = _week(db, asked)
        given = {"week": week["week_starts_on"], "span": str(week["window_weeks"]), "team": EVERYBODY}
        ask = Questions(db, given)
        [published] = ask("published")
        yield Edition(ask, published, week, ask("team"))


def _week(db: duckdb.DuckDBPyConnection, asked: str | None) -> Row:
    """The week that it is about; of nothing where there is none yet."""
    rows = Questions(db, {"asked": asked})("week")
    if rows:
        return rows[0]
    if asked is not None:
        raise UnknownWeekError(asked)
    return {
        "week_starts_on": date(1, 1, 1),
        "iso_week": None,
        "is_newest": True,
        "is_complete_week": False,
        "window_weeks": 4,
    }
