"""The story of a ticket or pull request, from the published tables: who had the ball, and what counted.

A ticket's story has the handoffs of the pull requests that name it, and the chains that it is part of.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
NEAR_MATCHES = 5

# The chains that an item is part of, and the items whose events are its story: a ticket's pull requests too.
ABOUT = """
    mine as (
        select source, root_ticket_id from chain_item
        where work_item_source = $source and work_item_kind = $kind and work_item_id = $id
    ),
    about as (
        select $kind as kind, $source as source, $id as id
        union
        select 'pull_request', source, pull_request_id from link
        where $kind = 'ticket' and ticket_source = $source and ticket_id = $id
    )
"""


@dataclass(frozen=True, slots=True)
class Story:
    """Rows as the published tables have them; times are UTC and plain."""

    item: Row
    ownership: list[Row]
    review_requests: list[Row]
    handoffs: list[Row]
    chains: list[Row]
    chain_items: list[Row]


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
    which |= {"kind": item["work_item_kind"]}
    return Story(
        item,
        **{
            part: _rows(db, f"with {ABOUT} {query}", **which)
            for part, query in {
                "ownership": """
                    select * from ownership
                    where $kind = 'ticket' and source = $source and ticket_id = $id order by from_at
                """,
                "review_requests": """
                    select r.* from review_request as r
                    inner join about on about.kind = 'pull_request' and about.source = r.source
                        and about.id = r.pull_request_id
                    order by r.requested_at, r.event_id
                """,
                "handoffs": """
                    select h.* from handoff as h
                    inner join about on about.kind = h.work_item_kind and about.source = h.source
                        and about.id = h.work_item_id
                    order by h.released_at, h.handoff_id
                """,
                "chains": """
                    select chain.* from chain
                    semi join mine using (source, root_ticket_id)
                    order by source, root_ticket_id
                """,
                "chain_items": """
                    select i.* from chain_item as i
                    semi join mine using (source, root_ticket_id)
                    order by i.source, i.root_ticket_id, i.depth, i.work_item_kind desc, i.work_item_key
                """,
            }.items()
        },
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
