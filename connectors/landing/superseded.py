"""Superseded versions of records, dropped where the user wants to keep them for so many days only.

Of what was landed before an instant each entity keeps its first record, its newest one, and its newest one
with a payload. So what is known at that instant, and at any later one, is the same with and without the
others: only a look back to what was known before it is refused from then on (`whole_from` in landing.json).

The instant is the beginning of a month: files are written anew once a month, and one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from connectors.landing.envelope import GONE
from connectors.landing.files import move, read_footer, read_rows, remove, write_rows

FIND = """
    create table superseded as
    with record as (
        select
            id, fetched_at, starts_with(hash, $gone) as is_gone,
            filename as path, parse_path(filename)[-2] as walk, file_row_number as row
        from read_parquet($paths, filename = true, file_row_number = true, union_by_name = true)
        where fetched_at < $before
    ),
    several as (select id from record group by id having count(*) > 2),
    placed as (
        select
            path, row,
            row_number() over (partition by id order by fetched_at, walk, row) as from_first,
            row_number() over (partition by id order by fetched_at desc, walk desc, row desc) as from_newest,
            row_number() over (
                partition by id order by is_gone, fetched_at desc, walk desc, row desc
            ) as from_newest_payload
        from record semi join several using (id)
    )
    select path, row from placed where from_first > 1 and from_newest > 1 and from_newest_payload > 1
"""
COUNT = "select path, count(*) from superseded group by path order by path"
ROWS = "select row from superseded where path = ?"


@dataclass(frozen=True, slots=True)
class Dropped:
    """What of a stream of a source was dropped, or would be; `bytes` is about what its files shrink by."""

    source: str
    stream: str
    before: datetime
    rows: int
    bytes: int


def kept_from(kept_days: Mapping[str, int], today: date) -> dict[str, datetime]:
    """By stream, the beginning of the month up to which superseded versions may go, naive UTC."""
    return {
        stream: datetime.combine((today - timedelta(days=days)).replace(day=1), time())
        for stream, days in kept_days.items()
    }


class Superseded:
    """The versions of one stream of a source that may be dropped."""

    def __init__(self, db: duckdb.DuckDBPyConnection, source: Path, stream: str, before: datetime) -> None:
        self._db = db
        self._source = source
        paths = sorted(str(path) for path in source.glob(f"????-??/*/{stream}.parquet"))
        self._counts: dict[Path, int] = {}
        if paths:
            db.execute("drop table if exists superseded")
            db.execute(FIND, {"paths": paths, "before": before, "gone": GONE})
            self._counts = {Path(path): int(rows) for path, rows in db.execute(COUNT).fetchall()}
        bytes_ = sum(
            path.stat().st_size * rows // read_footer(path).rows for path, rows in self._counts.items()
        )
        self.about = Dropped(source.name, stream, before, sum(self._counts.values()), bytes_)

    def drop(self) -> None:
        """Write each file anew without them; its footer says how many it has lost."""
        for path in self._counts:
            found = self._db.execute(ROWS, [str(path)]).fetchnumpy()["row"]
            footer = read_footer(path)
            is_kept = np.ones(footer.rows, dtype=bool)
            is_kept[found] = False
            draft = self._source / "superseded.tmp"
            write_rows(draft, _chosen(path, is_kept), footer.dropped + len(found))
            move(draft, path)


@contextmanager
def database(source: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Where ids are compared: in little memory, and then on the disk."""
    spill = source / "ids.tmp"
    try:
        with duckdb.connect(config={"temp_directory": str(spill), "memory_limit": "512MB"}) as db:
            db.execute("set threads = 1")
            yield db
    finally:
        remove(spill)


def _chosen(path: Path, is_kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[pa.RecordBatch]:
    begin = 0
    for batch in read_rows([path]):
        yield batch.filter(pa.array(is_kept[begin : begin + batch.num_rows]))
        begin += batch.num_rows
