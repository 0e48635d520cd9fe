"""Publications of tables of which every row says which publication it is of, and readers of four kinds.

A reader answers the generations that it found in one reading: more than one of them, and it mixed them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.dataset as ds

from assets.published.kept import make_current, settle
from connectors.permissions import make_open
from connectors.places import Places
from pipelines.cli.agent_answers import rows_of
from pipelines.cli.guarded import Query
from pipelines.settings import read_settings

TABLES = ("handoff", "team", "week")
JOINED = (
    "select distinct [handoff.generation, team.generation, week.generation] as generations "
    "from {handoff} as handoff, {team} as team, {week} as week"
)
INFO = {
    "organization": "Meridian",
    "as_of": "2025-06-30T06:00:00Z",
    "is_complete": True,
    "incomplete_scope_count": 0,
    "report_timezone": "UTC",
}


def publish(places: Places, generation: int) -> None:
    """As a night does it, with tables that grow from one publication to the next."""
    final = places.snapshot(f"generation-{generation}", is_look_back=False)
    draft = final.with_name(f"{final.name}.tmp")
    make_open(draft)
    with duckdb.connect(draft / places.published_database.name) as db:
        for number, table in enumerate(TABLES, 1):
            rows = 10 * number + generation
            db.execute(f"create table {table} as select {generation} as generation from range({rows})")
            db.execute(f"copy {table} to '{draft / table}.parquet'")
    info = {**INFO, "publish_id": final.name}
    (draft / places.publish_info.name).write_text(json.dumps(info), encoding="utf-8")
    settle(draft, final)
    make_current(places, final)


Found = Generator[list[int]]


def connects_to_the_file(home: Path) -> Found:
    """As the README says it for Python, a connection per reading, a query per table."""
    file = home / "data/published/current/baton.duckdb"
    while True:
        with duckdb.connect(file, read_only=True) as db:
            found = [db.execute(f"select distinct generation from {table}").fetchall() for table in TABLES]
        yield [generation for rows in found for (generation,) in rows]


def attaches_the_file(home: Path) -> Found:
    """As a process that goes on does it."""
    file = home / "data/published/current/baton.duckdb"
    query = JOINED.format(**{table: f"published.{table}" for table in TABLES})
    with duckdb.connect() as db:
        while True:
            db.execute(f"attach '{file}' as published (read_only)")
            rows = db.execute(query).fetchall()
            db.execute("detach published")
            yield [generation for (generations,) in rows for generation in generations]


def reads_parquet_by_duckdb(home: Path) -> Found:
    """By the directory that `current` led to once."""
    with duckdb.connect() as db:
        while True:
            folder = (home / "data/published/current").resolve()
            query = JOINED.format(**{table: f"'{folder / table}.parquet'" for table in TABLES})
            yield [generation for (each,) in db.execute(query).fetchall() for generation in each]


def reads_parquet_in_its_directory(home: Path) -> Found:
    """As a shell does it after `cd "$(baton path)"`."""
    query = JOINED.format(**{table: f"'{table}.parquet'" for table in TABLES})
    with duckdb.connect() as db:
        while True:
            os.chdir(home / "data/published/current")
            yield [generation for (each,) in db.execute(query).fetchall() for generation in each]


def reads_parquet_by_polars(home: Path) -> Found:
    while True:
        folder = (home / "data/published/current").resolve()
        frames = [pl.read_parquet(folder / f"{table}.parquet") for table in TABLES]
        yield [generation for frame in frames for generation in frame["generation"].unique()]


def reads_parquet_by_arrow(home: Path) -> Found:
    while True:
        folder = (home / "data/published/current").resolve()
        tables = [ds.dataset(folder / f"{table}.parquet").to_table() for table in TABLES]
        yield [generation for table in tables for generation in table["generation"].unique().to_pylist()]


def asks_baton_sql(home: Path) -> Found:
    baton = Path(sys.executable).with_name("baton")
    query = JOINED.format(**{table: table for table in TABLES})
    while True:
        command: list[str | Path] = [baton, "sql", "--home", home, "--format", "json", query]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        yield [generation for row in json.loads(done.stdout) for generation in row["generations"]]


def asks_as_agents_do(home: Path) -> Found:
    """What `baton mcp` answers says which publication it is of, too."""
    settings = read_settings({"BATON_HOME": str(home)})
    query = Query(JOINED.format(**{table: table for table in TABLES}))
    while True:
        answer: dict[str, Any] = rows_of(settings, query, 10)
        said = int(answer["publish_id"].rpartition("-")[2])
        yield [said, *(generation for (each,) in answer["rows"] for generation in each)]


# Four kinds, two of each.
READERS: dict[str, Callable[[Path], Found]] = {
    each.__name__: each
    for each in (
        *(connects_to_the_file, attaches_the_file),
        *(reads_parquet_by_duckdb, reads_parquet_in_its_directory),
        *(reads_parquet_by_polars, reads_parquet_by_arrow),
        *(asks_baton_sql, asks_as_agents_do),
    )
}


def read_until(reader: str, home: Path, last: int, readings: Any, told: Any) -> None:
    """Read until the last generation is there; count the readings, and tell how it ended."""
    with closing(READERS[reader](home)) as found:
        try:
            before = 0
            for generations in found:
                with readings.get_lock():
                    readings.value += 1
                if len(set(generations)) != 1:
                    told.put((reader, f"mixed {sorted(set(generations))}"))
                    return
                if generations[0] < before:
                    told.put((reader, f"found {generations[0]} after {before}"))
                    return
                before = generations[0]
                if before == last:
                    told.put((reader, None))
                    return
        except Exception as error:
            told.put((reader, f"{type(error).__name__}: {error}"))
