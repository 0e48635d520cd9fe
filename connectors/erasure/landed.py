"""Landing without whoever was erased: file after file written anew, each swapped in whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.erasure.pseudonyms import Pseudonyms
from connectors.landing.envelope import ENVELOPE, canonical, digest
from connectors.landing.files import move, read_footer, read_rows, remove, write_rows

COLUMNS = ENVELOPE.names


def rename_landed(landing: Path, pseudonyms: Pseudonyms, *, is_tried: bool = False) -> Counter[str]:
    """Rename in committed files and open batches. Counts the records by source and stream.

    Every step leaves landing whole, and another begins where none was done: what is renamed stays so. The
    index of each source is removed, and made anew by whoever needs it. `is_tried`: only counts.
    """
    counts: Counter[str] = Counter()
    for source in sorted(path for path in landing.glob("*") if path.is_dir()):
        if not is_tried:
            remove(source / "index")
            for leftover in source.rglob("*.parquet.tmp"):
                remove(leftover)
        for file in sorted(source.rglob("*.parquet")):
            counts += _rename_file(file, pseudonyms, is_tried)
    return counts


def records_of(landing: Path, pseudonyms: Pseudonyms) -> Iterator[dict[str, Any]]:
    """Landed records that name somebody whom `pseudonyms` knows, as they are."""
    for file in sorted(landing.rglob("*.parquet")):
        for batch in read_rows([file]):
            for row in batch.to_pylist():
                if _renamed(row, pseudonyms) is not row:
                    yield row


def _rename_file(file: Path, pseudonyms: Pseudonyms, is_tried: bool) -> Counter[str]:
    found: Counter[str] = Counter()

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in read_rows([file]):
            rows = batch.to_pylist()
            renamed = [_renamed(row, pseudonyms) for row in rows]
            for row, renamed_row in zip(rows, renamed, strict=True):
                if row is not renamed_row:
                    found[f"{row['source']} {row['stream']}"] += 1
            yield pa.RecordBatch.from_pylist(renamed, ENVELOPE)

    if is_tried:
        for _ in batches():
            pass
        return found
    draft = file.with_name(f"{file.name}.tmp")
    write_rows(draft, batches(), read_footer(file).dropped)
    if found:
        move(draft, file)
    else:
        remove(draft)
    return found


def _renamed(row: dict[str, Any], pseudonyms: Pseudonyms) -> dict[str, Any]:
    """A landed record renamed; the same object where it names nobody."""
    payload = None if row["payload"] is None else json.loads(row["payload"])
    id_, renamed = pseudonyms.landed(row["source"], row["stream"], row["id"], payload)
    if id_ == row["id"] and renamed == payload:
        return row
    text = None if renamed is None else canonical(renamed)
    return {**row, "id": id_, "payload": text, "hash": row["hash"] if text is None else digest(text)}
