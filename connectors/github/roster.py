"""What an organization lists of itself, landed whole: with tombstones for what is no longer listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.github.context import PullContext
from connectors.landing.walk import Record, Walk


def every_listed(context: PullContext, path: str, what: str) -> Iterator[dict[str, Any]]:
    done = 0
    for page in context.client.pages(path):
        context.client.deadline.check()
        yield from page
        done += len(page)
        context.progress(context.source.name, what, done, None)


def land_roster(
    context: PullContext, walk: Walk, stream: str, records: list[Record], there: set[str], notes: list[str]
) -> None:
    """Land a roster, and tombstones for what is no longer in it: unless that is most of it."""
    known = context.landing.known(context.source.name, stream, walk.scope)
    gone = known - there
    if len(gone) > max(3, len(known) // 2):
        notes.append(
            f"{len(gone)} of {len(known)} records of {stream} are not listed any more: taken for unseen"
        )
        gone = set()
    walk.land(stream, [*records, *(Record(id_, None) for id_ in sorted(gone))])
