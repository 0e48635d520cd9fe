"""An answer as CSV, JSON, Markdown or Parquet: on stdout, or in a file that is there whole or not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb

from pipelines.cli.answer_values import as_csv, as_json, as_markdown
from pipelines.cli.export_target import begun, target
from pipelines.cli.screen import hand_over
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import SettingsError

# Which format the end of a file's name stands for.
ENDINGS = {".csv": "csv", ".json": "json", ".md": "markdown", ".parquet": "parquet"}
FORMATS = ("table", *ENDINGS.values())
ROWS_AT_ONCE = 10_000
NUMBER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\(.*\)")
# One name per column: an object of JSON and a file of Parquet would lose the others.
NAMED = ("json", "parquet")


def format_of(asked: str | None, out: Path | None) -> str:
    """What was asked for, else what the file's name says, else a table. Raises SettingsError."""
    by_name = ENDINGS.get(out.suffix.lower()) if out else "table"
    form = asked or by_name
    if out and (form is None or form == "table"):
        known = ", ".join(ENDINGS.values())
        raise SettingsError(f"{out}: say with --format what to write: {known}; a table is for reading")
    if form == "parquet" and out is None:
        raise SettingsError("Parquet is no text: say with --out FILE where to write it")
    return form or "table"


def write(cursor: duckdb.DuckDBPyConnection, form: str, out: Path | None) -> None:
    """The answer that `cursor` holds, to `out` or to stdout."""
    names = [column[0] for column in cursor.description or []]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice and form in NAMED:
        raise Failed(
            ExitCode.FAILED, [f"two columns are called {twice[0]}: tell them apart with `as`, for {form}"]
        )
    if out is None:
        hand_over(LINES[form](cursor))
        return
    if not out.parent.is_dir():
        raise SettingsError(f"{out}: there is no directory {out.parent} to write it in")
    if form == "parquet":
        with begun(out) as draft:
            _write_parquet(cursor, draft)
    else:
        with target(out) as file:
            file.writelines(LINES[form](cursor))


def _write_parquet(cursor: duckdb.DuckDBPyConnection, file: Path) -> None:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    reader = cursor.to_arrow_reader(ROWS_AT_ONCE)
    with arrow.OSFile(str(file), "wb") as sink, parquet.ParquetWriter(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[Sequence[object]]:
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield from rows


def _csv(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield ",".join(as_csv(column[0]) for column in cursor.description or []) + "\n"
    for row in _rows(cursor):
        yield ",".join(map(as_csv, row)) + "\n"


def _json(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    names = [as_json(column[0]) for column in cursor.description or []]
    between = "[\n"
    for row in _rows(cursor):
        pairs = (f"{name}: {as_json(value)}" for name, value in zip(names, row, strict=True))
        yield f"{between}{{{', '.join(pairs)}}}"
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _markdown(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    columns = cursor.description or []
    yield _row([as_markdown(column[0]) for column in columns])
    yield _row(["---:" if NUMBER.fullmatch(str(column[1])) else "---" for column in columns])
    for row in _rows(cursor):
        yield _row(list(map(as_markdown, row)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


LINES: dict[str, Callable[[duckdb.DuckDBPyConnection], Iterator[str]]] = {
    "csv": _csv,
    "json": _json,
    "markdown": _markdown,
}
