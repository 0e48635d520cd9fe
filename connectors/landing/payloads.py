"""What was landed last of a few entities: the index has no payloads, so their files are read."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from connectors.landing.files import read_rows

_COLUMNS = ("id", "fetched_at", "payload")


def newest_payloads(directory: Path, stream: str, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """By id, of the committed files below a source's directory; what is gone is in none of it."""
    wanted = pa.array(sorted(ids), pa.string())
    newest: dict[str, tuple[datetime, str | None]] = {}
    # In the order of commits: of two that came at once, the later is the newer.
    for rows in read_rows(sorted(directory.glob(f"????-??/*/{stream}.parquet")), _COLUMNS):
        for row in rows.filter(pc.is_in(rows["id"], wanted)).to_pylist():
            if row["id"] not in newest or row["fetched_at"] >= newest[row["id"]][0]:
                newest[row["id"]] = row["fetched_at"], row["payload"]
    return {id_: json.loads(payload) for id_, (_, payload) in newest.items() if payload is not None}
