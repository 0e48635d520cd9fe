"""The story of a ticket or pull request, from the published tables: who had the ball, and what counted.

A ticket's story has the handoffs of the pull requests that name it, and the chains that it is part of.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.cli.ask import Row, ask, read_only


@dataclass(frozen=True, slots=True)
class ItemStory:
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


def item_stories(file: Path, item: str) -> tuple[Row, list[ItemStory]]:
    """What is published, and the stories of what `item` names: a key, an old key, or a handoff's id.

    A key can name several things, one on each source. Raises NotFoundError.
    """
    with read_only(file) as db:
        [published] = ask(db, "item_story/published")
        items = ask(db, "item_story/items", item=item)
        if not items:
            raise NotFoundError(item, [row["key"] for row in ask(db, "item_story/near", item=item)])
        return published, [_story(db, row) for row in items]


def _story(db: duckdb.DuckDBPyConnection, item: Row) -> ItemStory:
    which = {"source": item["source"], "kind": item["work_item_kind"], "id": item["work_item_id"]}
    return ItemStory(
        item,
        ownership=ask(db, "item_story/ownership", **which),
        review_requests=ask(db, "item_story/review_requests", **which),
        handoffs=ask(db, "item_story/handoffs", **which),
        chains=ask(db, "item_story/chains", **which),
        chain_items=ask(db, "item_story/chain_items", **which),
    )
