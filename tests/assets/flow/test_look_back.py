"""A look back at a world in which everything changed since shows what the sources showed then, to the byte.

The truth is not derived: the sandbox's servers show the same world up to that instant.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.server.server import serve
from tests.worlds.changing import changing_story
from tests.worlds.night import Home
from tests.worlds.story import june, organization_text

NOW = "27 16:00"
# What may differ, and why.
OF_THE_RUN = "which run it is, and when it read the sources"
OF_THE_READING = "what fields hold on the tickets that were read, as they are now"
UNDATED = "says itself that a text may have been written after as_of"
UNTOLD = "null where no event tells what it was before a later change"
SIZES = ("added_line_count", "deleted_line_count", "changed_file_count", "size_bucket")
MAY_DIFFER = {
    ("publish_info", "publish_id"): OF_THE_RUN,
    ("publish_info", "is_as_of_asked"): OF_THE_RUN,
    ("scope", "whole_at"): OF_THE_RUN,
    ("source", "oldest_whole_at"): OF_THE_RUN,
    ("field_coverage", "ticket_count"): OF_THE_READING,
    ("field_coverage", "filled_count"): OF_THE_READING,
    ("field_coverage", "filled_share"): OF_THE_READING,
    ("link", "is_dated"): UNDATED,
    **{("pull_request", size): UNTOLD for size in SIZES},
    ("chain", "size_bucket"): UNTOLD,
}
# Rows of these kinds.
MAY_BE_FOUND = {
    ("data_quality", "kind"): {"link_undated": UNDATED},
    # Without an estimate, chains are matched by the lines of their pull requests.
    ("integration_ratio", "method"): dict.fromkeys(
        ("by size", "by size and type", "landmark", "rmst", "regression"), UNTOLD
    ),
}


@dataclass(frozen=True)
class Looks:
    back: Home
    then: Home


@pytest.fixture(scope="module", params=[(2, "11 12:00"), (7, "16 16:00")])
def looks(request: pytest.FixtureRequest) -> Iterator[Looks]:
    """Back: pulled on the 27th as of an instant. Then: pulled at that instant."""
    seed, instant = request.param
    story = changing_story(seed, tickets=60)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        back, then = Home(Path(one)), Home(Path(other))
        with serve(story.world, june(instant)) as sandbox:
            then.run(sandbox, organization_text())
            sandbox.move_to(june(NOW))
            back.run(sandbox, organization_text(), as_of=june(instant))
        yield Looks(back, then)


def rows(home: Home, table: str) -> list[dict[str, Any]]:
    """What a table has, but for what may differ."""
    columns = [
        name
        for (name,) in home.sql(f"select column_name from duckdb_columns() where table_name = '{table}'")
        if (table, name) not in MAY_DIFFER
    ]
    found = home.sql(f"select {', '.join(columns)} from {table} order by all")
    named = [dict(zip(columns, row, strict=True)) for row in found]
    return [
        row
        for row in named
        if not any(row[column] in kinds for (of, column), kinds in MAY_BE_FOUND.items() if of == table)
    ]


def test_a_look_back_publishes_what_the_sources_showed_then(looks: Looks) -> None:
    exempt = {table for table, _ in (*MAY_DIFFER, *MAY_BE_FOUND)}
    files = {path.stem: path for path in looks.then.published.parent.glob("*.parquet")}
    assert exempt < files.keys()
    for table, path in files.items():
        back = looks.back.published.parent / path.name
        assert rows(looks.back, table) == rows(looks.then, table), table
        assert table in exempt or back.read_bytes() == path.read_bytes(), table


def test_everything_changed_in_the_world_that_was_looked_back_at(looks: Looks) -> None:
    later = looks.back.warehouse_sql(
        "select distinct field from core.ticket_change where happened_at > core.as_of() order by 1"
    )
    assert {field for (field,) in later} >= {
        "assignee", "key", "label", "labels", "link", "parent", "points", "priority", "project",
        "resolution", "status", "team", "type",
    }  # fmt: skip
    changed = looks.back.warehouse_sql(
        """
        select
            count(*) filter (where ticket.key <> latest.key),
            count(*) filter (where ticket.type <> latest.type),
            count(*) filter (where ticket.is_counted <> latest.is_counted),
            count(*) filter (where ticket.priority is distinct from latest.priority),
            count(*) filter (where ticket.points is distinct from latest.points),
            count(*) filter (where ticket.parent_id is distinct from latest.parent_id),
            count(*) filter (where ticket.resolution is distinct from latest.resolution)
        from core.ticket as ticket
        inner join core.latest_ticket as latest using (source, ticket_id)
        """
    )
    assert min(changed[0]) > 0, changed
    pulls = looks.back.warehouse_sql(
        """
        select
            count(*) filter (where pull.state <> latest.state),
            count(*) filter (where pull.is_draft <> latest.is_draft),
            count(*) filter (where pull.labels <> latest.labels)
        from core.pull_request as pull
        inner join core.latest_pull_request as latest using (source, pull_request_id)
        """
    )
    assert min(pulls[0]) > 0, pulls


def test_pull_requests_are_what_they_were_or_unknown(looks: Looks) -> None:
    columns = "pull_request_id, state, is_draft, merged_at, merged_by, closed_at, labels, assignees"
    query = f"select {columns} from core.pull_request order by 1"
    assert looks.back.warehouse_sql(query) == looks.then.warehouse_sql(query)
    sizes = "select count(*) from core.pull_request where was_changed_since and additions is not null"
    assert looks.back.warehouse_sql(sizes) == [(0,)]
    published = f"select pull_request_id, {', '.join(SIZES)} from pull_request order by 1"
    pairs = list(zip(looks.back.sql(published), looks.then.sql(published), strict=True))
    assert all(back in (then, (then[0], None, None, None, None)) for back, then in pairs)
    assert any(back == then for back, then in pairs)


def test_links_that_only_a_text_tells_are_marked_where_it_may_have_changed(looks: Looks) -> None:
    marked = looks.back.sql("select count(*) filter (where is_dated), count(*) from link")
    assert 0 < marked[0][0] < marked[0][1]
    assert looks.then.sql("select count(*) from link where not is_dated") == [(0,)]
    found = looks.back.sql("select found_count, of_count from data_quality where kind = 'link_undated'")
    assert found == [(marked[0][1] - marked[0][0], marked[0][1])]
