"""The story of a ticket or pull request, from the published tables: who had the ball, and what counted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
NEAR_MATCHES = 5


@dataclass(frozen=True, slots=True)
class Story:
    """Rows as the published tables have them; times are UTC and plain."""

    item: Row
    ownership: list[Row]
    review_requests: list[Row]
    handoffs: list[Row]


class NotFoundError(Exception):
    """Nothing is called that; `near` are keys that look like it."""

    def __init__(self, item: str, near: list[str]) -> None:
        super().__init__(item)
        self.near = near


def tell(file: Path, item: str) -> tuple[Row, list[Story]]:
    """What is published, and the stories of what `item` names: a key, an old key, or a handoff's id.

    A key can name several things, one on each source. Raises NotFoundError.
    """
    with duckdb.connect(file, read_only=True) as db:
        db.execute("set TimeZone = 'UTC'")
        [info] = _rows(db, "select as_of, is_complete from publish_info")
        found = _rows(
            db,
            """
            with named as (
                select source, work_item_kind, work_item_id from work_item_key where lower(key) = lower($item)
                union
                select source, work_item_kind, work_item_id from handoff where handoff_id = $item
            )
            select
                source, work_item_kind, work_item_id, any_value(work_item_key) as work_item_key,
                any_value(work_item_url) as work_item_url,
                list_sort(list(key) filter (where not is_current)) as earlier_keys
            from work_item_key semi join named using (source, work_item_kind, work_item_id)
            group by all
            order by source
            """,
            item=item,
        )
        if not found:
            raise NotFoundError(item, _near(db, item))
        return info, [_story(db, row) for row in found]


def _story(db: duckdb.DuckDBPyConnection, item: Row) -> Story:
    which = {"source": item["source"], "id": item["work_item_id"]}
    is_ticket = item["work_item_kind"] == "ticket"
    ledger = "select * from ownership where source = $source and ticket_id = $id order by from_at"
    asked = (
        "select * from review_request where source = $source and pull_request_id = $id order by requested_at"
    )
    return Story(
        item,
        ownership=_rows(db, ledger, **which) if is_ticket else [],
        review_requests=[] if is_ticket else _rows(db, asked, **which),
        handoffs=_rows(
            db,
            "select * from handoff where source = $source and work_item_id = $id and work_item_kind = $kind "
            "order by released_at, handoff_id",
            **which,
            kind=item["work_item_kind"],
        ),
    )


def _near(db: duckdb.DuckDBPyConnection, item: str) -> list[str]:
    rows = _rows(
        db,
        f"""
        select key from work_item_key
        group by key
        having levenshtein(lower(key), lower($item)) <= greatest(2, length($item) // 3)
        order by levenshtein(lower(key), lower($item)), key
        limit {NEAR_MATCHES}
        """,
        item=item,
    )
    return [row["key"] for row in rows]


def _rows(db: duckdb.DuckDBPyConnection, query: str, **given: str) -> list[Row]:
    cursor = db.execute(query, given)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
