"""What what-if questions ask of the warehouse that the last run left: teams, waits, requests, chains."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from assets.flow.merge.merge_group import FRAME
from assets.flow.merge.question import Known, known
from connectors.formats import WAREHOUSE
from connectors.warehouse import WarehouseHeld
from connectors.warehouse_format import format_of
from pipelines.cli.ask import read_only
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings


@contextmanager
def evidence(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, to read. Raises Failed where no run has left what is needed, and WarehouseHeld."""
    file = settings.places.warehouse
    missing = [f"{file} has nothing to answer from: run `baton run` first"]
    if not file.is_file():
        raise Failed(ExitCode.WRONG, missing)
    try:
        with read_only(file) as db:
            if format_of(db) != WAREHOUSE:
                raise Failed(ExitCode.WRONG, missing)
            yield db
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise Failed(ExitCode.WRONG, missing) from error
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise
        raise WarehouseHeld(f"a run holds the warehouse {file}; ask again when it is through") from error


def facts(db: duckdb.DuckDBPyConnection) -> Known:
    """Raises Failed where there are no teams."""
    row = db.sql(FRAME.query).pl()
    if row.is_empty() or not row["teams"].explode().drop_nulls().len():
        raise Failed(
            ExitCode.WRONG, ["no team is there as of the last run: the organization file names none"]
        )
    return known(row)


def team_numbers(found: Known, given: Sequence[str]) -> list[int]:
    """The teams that ids or names stand for, in the order given. Raises Failed for what is no team."""
    ids, names = found.ids, found.teams["name"].to_list()
    by_word = {word.casefold(): number for words in (names, ids) for number, word in enumerate(words)}
    unknown = [word for word in given if word.casefold() not in by_word]
    if unknown:
        raise Failed(ExitCode.WRONG, [_no_team(word, [*ids, *names]) for word in unknown])
    return list(dict.fromkeys(by_word[word.casefold()] for word in given))


def _no_team(word: str, words: list[str]) -> str:
    by_word = {each.casefold(): each for each in words}
    near = [by_word[each] for each in difflib.get_close_matches(word.casefold(), by_word, 3)]
    hint = f"did you mean {', '.join(near)}?" if near else f"teams are {', '.join(words[: len(words) // 2])}"
    return f"no team is called {word!r} as of the last run: {hint}"
