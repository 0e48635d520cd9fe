"""The envelope that every landed record is in: its columns, canonical JSON, hash and times."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from connectors.errors import OddValue

ENVELOPE = pa.schema(
    [
        ("source", pa.string()),
        ("stream", pa.string()),
        ("scope", pa.string()),
        ("id", pa.string()),
        ("request_version", pa.string()),
        ("hash", pa.string()),
        ("updated_at", pa.timestamp("us")),
        ("fetched_at", pa.timestamp("us")),
        ("payload", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Row:
    """A record ready to be landed: its payload as canonical JSON, and the hash of that."""

    id: str
    hash: str
    updated_at: datetime | None
    payload: str | None


def row(
    id_: str, payload: dict[str, Any] | None, updated_at: datetime | None, reason: str | None = None
) -> Row:
    text = None if payload is None else canonical(payload)
    hash_ = gone(reason) if text is None else digest(text)
    return Row(id_, hash_, updated_at and naive_utc(updated_at), text)


def rows(
    source: str, stream: str, scope: str, request_version: str, fetched_at: datetime, landed: Sequence[Row]
) -> pa.RecordBatch:
    """Rows of one stream and walk, in the envelope. Times are naive UTC."""
    columns = [
        *([value] * len(landed) for value in (source, stream, scope)),
        [row.id for row in landed],
        [request_version] * len(landed),
        [row.hash for row in landed],
        [row.updated_at for row in landed],
        [fetched_at] * len(landed),
        [row.payload for row in landed],
    ]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, ENVELOPE, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=ENVELOPE)


def canonical(payload: dict[str, Any]) -> str:
    """JSON text that is the same for equal payloads. NaN and infinities are a ValueError: JSON has none."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if text.isascii():
        return text
    # A vendor's JSON may escape half a surrogate pair, which no UTF-8 file can hold.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def require_numbers(payload: Any) -> None:
    """Raises OddValue where there is a NaN or an infinity in a payload, which JSON has no way to write."""
    if isinstance(payload, dict):
        for value in payload.values():
            require_numbers(value)
    elif isinstance(payload, list):
        for value in payload:
            require_numbers(value)
    elif isinstance(payload, float) and not math.isfinite(payload):
        raise OddValue(f"{payload} is no number in JSON")


def digest(text: str) -> str:
    """The hash of a canonical payload."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def gone(reason: str | None = None) -> str:
    """What stands instead of a hash where there is no payload: that it is gone and, if that is known, why."""
    return GONE if reason is None else f"{GONE}: {reason}"


def is_gone(hash_: str) -> bool:
    """Whether a record says that its entity is gone. No hash begins like that."""
    return hash_.startswith(GONE)


GONE = "gone"


def naive_utc(moment: datetime) -> datetime:
    """A moment as it is landed: naive UTC. A naive one is UTC already."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def iso_utc(moment: datetime) -> str:
    return f"{naive_utc(moment).isoformat(timespec='microseconds')}Z"
