"""What agents get: answers of one publication each, with how far to trust it, within limits."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipelines.cli.answer_values import as_json
from pipelines.cli.banner import grades
from pipelines.cli.guarded import Query, answer, guarded
from pipelines.cli.sql import published_file
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings

MOST_ROWS = 1_000
MOST_SECONDS = 20.0
LIMITS = {"memory_limit": "1GB", "threads": "2"}
COMMAND = (sys.executable, "-c", "import pipelines.cli.main as command; command.main()")


def about(snapshot: Path) -> dict[str, Any]:
    """As of when a publication is, and whether all could be read for it."""
    info: dict[str, Any] = json.loads((snapshot / "publish_info.json").read_text(encoding="utf-8"))
    names = (
        "organization",
        "as_of",
        "is_complete",
        "incomplete_scope_count",
        "report_timezone",
        "publish_id",
    )
    return {name: info[name] for name in names}


def newest_snapshot(settings: Settings) -> Path:
    return published_file(settings).parent


def rows_of(settings: Settings, query: Query, most_rows: int) -> dict[str, Any]:
    """The rows that a query answers. Raises Failed, with what is wrong."""
    snapshot = newest_snapshot(settings)
    file = snapshot / settings.places.published_database.name
    most = max(1, min(most_rows, MOST_ROWS))
    with guarded(file, LIMITS) as db, _in_time(db):
        cursor = answer(db, query)
        columns = [{"name": column[0], "type": str(column[1])} for column in cursor.description or []]
        rows = cursor.fetchmany(most + 1)
    return {
        **about(snapshot),
        "columns": columns,
        "rows": json.loads(as_json(rows[:most])),
        "is_cut": len(rows) > most,
        "rows_by_grade": grades(file, query.text),
    }


@contextmanager
def _in_time(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    is_late = threading.Event()

    def stop() -> None:
        is_late.set()
        db.interrupt()

    timer = threading.Timer(MOST_SECONDS, stop)
    timer.start()
    try:
        yield
    except (duckdb.Error, Failed) as error:
        if is_late.is_set():
            reason = f"it took longer than {MOST_SECONDS:.0f} seconds: ask for less at once"
            raise Failed(ExitCode.FAILED, [reason]) from None
        if isinstance(error, Failed):
            raise
        raise Failed(ExitCode.FAILED, [str(error)]) from None
    finally:
        timer.cancel()


def explanation(settings: Settings, name: str) -> dict[str, Any]:
    """What `baton explain` says of an item or an answer. Raises Failed where nothing is called so."""
    try:
        ended = subprocess.run(
            [*COMMAND, "explain", "--home", str(settings.home), "--json", "--", name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed(ExitCode.FAILED, [f"{name} could not be explained in time"]) from None
    if ended.returncode:
        lines = [line.removeprefix("baton: ") for line in ended.stderr.splitlines()]
        raise Failed(ExitCode.FAILED, lines)
    return dict(json.loads(ended.stdout))
