"""Where an export comes from and goes to: what is published, or one team of it; a file or stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

import duckdb

from pipelines.cli.ask import ask
from pipelines.cli.screen import say
from pipelines.exit_codes import ExitCode, Failed
from pipelines.organization.messages import near, one_of

STDOUT = Path("-")


def team_id(db: duckdb.DuckDBPyConnection, team: str | None) -> str:
    """The team that is asked for by id or name, or nothing for all. Raises Failed where it is not known."""
    if team is None:
        return ""
    names = {row["team_id"]: row["name"] for row in ask(db, "export/teams")}
    wanted = team.casefold()
    for found in (
        [one for one in names if one == team],
        [one for one in names if one.casefold() == wanted],
        [one for one, name in names.items() if name.casefold() == wanted],
    ):
        if len(found) == 1:
            return found[0]
    hint = near(team, [*names, *names.values()])
    raise Failed(ExitCode.WRONG, [f"no team is called {team!r}{hint}", f"teams: {one_of(names)}"])


@contextmanager
def target(out: Path) -> Iterator[IO[str]]:
    """Where to write. A file is there whole or not at all; one that is there stays until then."""
    if out == STDOUT:
        # A CSV's lines end as they are written, on every system.
        with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as stream:
            yield stream
        return
    if out.exists() and not out.is_file():
        # A pipe or a device is written to, and never replaced.
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    with begun(out) as draft, draft.open("w", encoding="utf-8", newline="") as stream:
        yield stream


@contextmanager
def begun(out: Path) -> Iterator[Path]:
    """A file that becomes `out` once all is written."""
    draft = out.with_name(f".{out.name}.{uuid4().hex}")
    try:
        yield draft
        os.replace(draft, out)
    finally:
        draft.unlink(missing_ok=True)


def tell(db: duckdb.DuckDBPyConnection, out: Path, what: str) -> None:
    """Say on stderr what was written, and as of when."""
    [published] = ask(db, "export/published")
    state = "" if published["is_complete"] else " (not everything could be pulled)"
    where = "" if out == STDOUT else f" to {out}"
    say(f"Wrote {what}{where}, as of {published['as_of']:%Y-%m-%d %H:%M:%S} UTC{state}.", is_error=True)
