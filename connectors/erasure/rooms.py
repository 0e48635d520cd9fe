"""What a home holds beside landing: files that are made anew are removed, all others written anew."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa

from connectors.erasure.databases import rename_duckdb, rename_parquet
from connectors.erasure.pseudonyms import Pseudonyms
from connectors.errors import ExpectedError, HomeDamaged
from connectors.landing.files import flush, move, remove
from connectors.places import Places


class HomeInUse(ExpectedError):
    """Another process has a file open that has to be written anew."""

    exit_code = 4


SQLITE = b"SQLite format 3\0"
DRAFT = ".erasing"


def made_anew(places: Places) -> list[Path]:
    """What the next run makes again from landing, and what was only kept to be looked at."""
    warehouse = places.warehouse
    found = [
        warehouse,
        places.warehouse_log,
        places.damaged_warehouse,
        warehouse.with_name(f"{warehouse.name}.tmp"),
    ]
    reviewed = places.identities.parent.glob("*")
    drafts = [*places.data.glob("*.tmp"), *places.published.glob("*/*.tmp")]
    return [path for path in dict.fromkeys((*found, *reviewed, *drafts)) if path.exists()]


def rename_rooms(places: Places, pseudonyms: Pseudonyms, *, is_tried: bool = False) -> Counter[str]:
    """Rename in all that is kept. Counts the values by file, below `data/`. `is_tried`: only counts."""
    counts: Counter[str] = Counter()
    if not is_tried:
        for path in places.data.rglob(f"*{DRAFT}"):
            remove(path)
        for path in made_anew(places):
            remove(path)
    for file in _files(places):
        found = _rename(file)(file, pseudonyms, is_tried)
        if found:
            counts[str(file.relative_to(places.data))] += found
    return counts


def _files(places: Places) -> Iterator[Path]:
    skipped = {places.landing, places.erasures, *made_anew(places)}
    for directory, names, files in os.walk(places.data):
        here = Path(directory)
        names[:] = sorted(
            name for name in names if here / name not in skipped and not (here / name).is_symlink()
        )
        for name in sorted(files):
            path = here / name
            is_side_file = name.endswith(("-wal", "-shm", DRAFT))
            if path not in skipped and not path.is_symlink() and not is_side_file and path != places.lock:
                yield path


def _rename(file: Path) -> Callable[[Path, Pseudonyms, bool], int]:
    if file.suffix == ".duckdb":
        return _by_draft(rename_duckdb)
    if file.suffix == ".parquet":
        return _by_draft(rename_parquet)
    with file.open("rb") as opened:
        is_sqlite = opened.read(len(SQLITE)) == SQLITE
    return _rename_sqlite if is_sqlite else _by_draft(_rename_text)


def _by_draft(
    write: Callable[[Path, Path, Pseudonyms], int],
) -> Callable[[Path, Pseudonyms, bool], int]:
    """Have a file written anew beside, and swapped in with the mode that it had, where it differs."""

    def rename(file: Path, pseudonyms: Pseudonyms, is_tried: bool) -> int:
        draft, directory = file.with_name(f"{file.name}{DRAFT}"), file.parent.stat()
        try:
            found = write(file, draft, pseudonyms)
            if found and not is_tried:
                shutil.copystat(file, draft)
                flush(draft)
                move(draft, file)
            return found
        except (duckdb.IOException, duckdb.SerializationException, pa.ArrowInvalid) as error:
            raise HomeDamaged(
                f"{file} cannot be read ({str(error).splitlines()[0]}): put a copy of it back, or remove it, "
                "and give the same command again"
            ) from None
        finally:
            remove(draft)
            # The age of a publication is its directory's.
            os.utime(file.parent, ns=(directory.st_atime_ns, directory.st_mtime_ns))

    return rename


def _rename_text(file: Path, draft: Path, pseudonyms: Pseudonyms) -> int:
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    lines = text.splitlines(keepends=True)
    renamed = [pseudonyms.text(line) for line in lines]
    found = sum(line != others for line, others in zip(lines, renamed, strict=True))
    if found:
        draft.write_bytes("".join(renamed).encode("utf-8", "surrogateescape"))
    return found


def _rename_sqlite(file: Path, pseudonyms: Pseudonyms, is_tried: bool) -> int:
    """In place, in one transaction; what it freed, and the log, is written over."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            found = _rename_tables(db, pseudonyms, is_tried)
            if found and not is_tried:
                db.execute("vacuum")
            db.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.OperationalError as error:
        raise HomeInUse(
            f"{file} cannot be changed now ({error}): stop `dagster` and whatever else has it open, and give "
            "the same command again"
        ) from None
    return found


def _rename_tables(db: sqlite3.Connection, pseudonyms: Pseudonyms, is_tried: bool) -> int:
    found = 0
    db.execute("begin" if is_tried else "begin immediate")
    for table, column in text_columns(db):
        rows = db.execute(f'select rowid, "{column}" from "{table}" where typeof("{column}") = \'text\'')
        others = ((pseudonyms.text(text), rowid, text) for rowid, text in rows.fetchall())
        renamed = [(other, rowid) for other, rowid, text in others if other != text]
        found += len(renamed)
        if not is_tried:
            db.executemany(f'update "{table}" set "{column}" = ? where rowid = ?', renamed)
    db.execute("commit")
    return found


def text_columns(db: sqlite3.Connection) -> list[tuple[str, str]]:
    tables = db.execute("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    return [
        (table, column)
        for (table,) in tables.fetchall()
        for _, column, *_ in db.execute(f'pragma table_info("{table}")').fetchall()
    ]
