"""A look back publishes what a run at that instant published, and lies beside the newest."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assets.landing.replay import NotYetHappened
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.tickets import Sprint
from tests.worlds.night import Home
from tests.worlds.story import Story, june, organization_text, plain

THEN, NOW = "11 12:00", "27 16:00"

# What is no event: what the organization file says, weeks that run on, and when the sources were read.
NO_EVENTS = {
    ("team", "from_at"),
    ("team", "to_at"),
    ("week", "ends_at"),
    ("month", "ends_at"),
    ("day", "starts_at"),
    ("day", "ends_at"),
    ("team_day", "opens_at"),
    ("team_day", "closes_at"),
    ("sprint", "ends_at"),
    ("sprint", "ends_at_local"),
    ("source", "history_from"),
    ("source", "oldest_whole_at"),
    ("scope", "whole_at"),
    ("publish_info", "known_at"),
}
# Tables that say what was read, and when.
OF_THE_READING = {"publish_info", "scope", "source", "data_quality", "field_coverage"}


def story() -> Story:
    """Of each kind of thing one that was before the 11th, and one that came after it."""
    story = Story()
    story.world.sprints.append(Sprint(1, "BET Sprint 1", 1, june("10 09:00"), june("20 09:00")))
    waits = story.ticket("9 10:00", "ann", "BET", sprint="1")
    waits.change("12 10:00", "ann", assignee="bob").comment("13 10:00", "bob").done("16 10:00", "bob")
    moved = story.ticket("9 10:00", "ann", "ALP", assignee="ann")
    moved.change("10 10:00", "ann", project="BET", key="BET-900")
    moved.comment("12 11:00", "bob")
    blocked = story.ticket("9 11:00", "ann", "ALP")
    blocked.blocked_by("12 10:00", waits)
    deleted = story.ticket("9 12:00", "gus", "BET")
    deleted.ticket.deleted_at = june("14 10:00")
    blocked.change("12 12:00", "ann", sprint="1")
    later = story.ticket("12 09:00", "ann", "BET")
    later.change("13 10:00", "bob", status="In Progress")
    story.pull_request("10 10:00", "ann", waits, ("10 11:00", "review", "bob"), ("12 10:00", "merged", "ann"))
    story.pull_request("10 10:00", "bob", moved, ("12 10:00", "closed", "bob"))
    story.pull_request("12 10:00", "ann", waits, ("12 11:00", "comment", "bob"))
    story.pull_request("10 10:00", "ann", later, ("10 11:00", "comment", "bob"))
    return story


@dataclass(frozen=True)
class Looks:
    back: Home
    then: Home
    before: dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def looks() -> Iterator[Looks]:
    """Back, from a home in which a night was run on the 11th and one on the 27th; and then, on the 11th."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        back, then = Home(Path(one)), Home(Path(other))
        with serve(story().world, june(THEN)) as sandbox:
            then.run(sandbox, organization_text())
            back.run(sandbox, organization_text())
            sandbox.move_to(june(NOW))
            back.run(sandbox, organization_text())
        before = published(back)
        back.run_again(organization_text(), as_of=june(THEN))
        yield Looks(back, then, before)


def published(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    tables = [name for (name,) in home.sql("select table_name from duckdb_tables()")]
    # What a look back cannot know: whether texts told of links already, and sizes (test_look_back).
    untold = {
        "link": "is_dated",
        "pull_request": "added_line_count, deleted_line_count, changed_file_count, size_bucket",
        # Without an estimate they are what a chain is matched by.
        "chain": "size_bucket",
    }
    matched = {"integration_ratio": "where method in ('raw', 'portfolio')"}
    columns = {name: f"* exclude ({untold[name]})" if name in untold else "*" for name in tables}
    return {
        name: home.sql(f"select {columns[name]} from {name} {matched.get(name, '')} order by all")
        for name in tables
    }


def test_a_look_back_publishes_what_a_look_then_published(looks: Looks) -> None:
    back, then = published(looks.back), published(looks.then)
    assert {name: rows for name, rows in back.items() if name not in OF_THE_READING} == {
        name: rows for name, rows in then.items() if name not in OF_THE_READING
    }


def test_a_chain_without_an_estimate_is_matched_by_its_tickets_where_its_lines_are_of_later(
    looks: Looks,
) -> None:
    buckets = "select root_ticket_id, size_bucket from chain where size_at_start is null order by all"
    back, then = dict(looks.back.sql(buckets)), dict(looks.then.sql(buckets))
    assert back.keys() == then.keys()
    changed = [(then[root].partition(",")[0], back[root]) for root in back if back[root] != then[root]]
    assert changed
    assert set(changed) == {("lines", "1 ticket")}


def test_nothing_that_is_published_is_later_than_as_of(looks: Looks) -> None:
    columns = looks.back.sql(
        "select table_name, column_name from duckdb_columns() where data_type = 'TIMESTAMP' order by all"
    )
    assert ("handoff", "named_assignee_at") in columns
    found = {
        (table, column): looks.back.sql(f"select max({column}) from {table}")[0][0]
        for table, column in columns
        if (table, column) not in NO_EVENTS
    }
    assert {where: at for where, at in found.items() if at is not None and at > plain(THEN)} == {}
    assert found["publish_info", "as_of"] == plain(THEN)


def test_work_of_the_future_is_in_no_table(looks: Looks) -> None:
    assert looks.back.sql("select ticket_count, pull_request_count from publish_info") == [(4, 3)]
    [(newest,)] = looks.then.warehouse_sql("select max(ticket_id) from core.ticket")
    columns = looks.back.sql(
        "select table_name, column_name from duckdb_columns() where column_name like '%ticket_id' "
        "or (column_name = 'work_item_id' and table_name in ('work_item', 'queue_item')) order by all"
    )
    assert {("work_item", "work_item_id"), ("chain_item", "root_ticket_id")} <= set(columns)
    for table, column in columns:
        assert looks.back.sql(f"select max({column}) from {table}") <= [(newest,)], (table, column)
    assert looks.back.sql("select count(distinct work_item_id) from work_item_key") == [(7,)]


def test_a_sprint_ran_then_with_what_was_in_it(looks: Looks) -> None:
    numbers = (
        "select state, committed_count, added_count, kept_count, say_do_items from sprint where team_id = '*'"
    )
    assert looks.back.sql(numbers) == [("active", 1, 0, 0, None)]
    assert looks.back.sql("select distinct completed_at from sprint") == [(None,)]


def test_a_pull_request_is_in_the_state_of_then(looks: Looks) -> None:
    assert looks.back.sql("select state, count(*) from pull_request group by all") == [("open", 3)]


def test_a_ticket_that_is_gone_today_was_still_there(looks: Looks) -> None:
    assert looks.back.sql("select distinct state from chain") == [("open",)]
    assert looks.back.sql("select age_hours from scope where age_hours > 0") == []


def test_what_everybody_reads_stays_what_it_was(looks: Looks) -> None:
    current = looks.back.data / "published" / "current"
    assert looks.back.published.parent.parent.name == "as_of"
    info = json.loads((current / "publish_info.json").read_text(encoding="utf-8"))
    assert (info["as_of"], info["is_as_of_asked"], info["known_at"]) == ("2025-06-27T16:00:00Z", False, None)
    info = json.loads((looks.back.published.parent / "publish_info.json").read_text(encoding="utf-8"))
    assert (info["as_of"], info["is_as_of_asked"], info["known_at"]) == ("2025-06-11T12:00:00Z", True, None)


def test_the_next_run_stands_at_the_newest_instant_again(looks: Looks) -> None:
    looks.back.run_again(organization_text())
    assert looks.back.published.parent.name == "current"
    after = published(looks.back)
    assert {name: rows for name, rows in after.items() if name not in OF_THE_READING} == {
        name: rows for name, rows in looks.before.items() if name not in OF_THE_READING
    }


def test_what_was_known_at_an_instant_lies_beside_too(looks: Looks) -> None:
    known_at = june(THEN) + timedelta(hours=1)
    looks.back.run_again(organization_text(), known_at=known_at)
    assert looks.back.published.parent.parent.name == "as_of"
    assert looks.back.sql("select as_of, is_as_of_asked, known_at from publish_info") == [
        (plain(THEN), False, plain("11 13:00"))
    ]


def test_a_pull_as_of_an_instant_lies_beside_and_leaves_no_trace_in_later_runs(tmp_path: Path) -> None:
    home, world = Home(tmp_path), story()
    moves = world.ticket("9 10:00", "ann", "ALP").change("12 10:00", "ann", project="BET", key="BET-801")
    moves.change("13 10:00", "bob", project="GAM", key="GAM-802")
    with serve(world.world, june(NOW)) as sandbox:
        home.run(sandbox, organization_text(), as_of=june(THEN))
    # It is found by what it was called then, and not by what it is called today.
    assert home.sql(
        f"select key from work_item_key where work_item_id = '{moves.ticket.id}' order by key"
    ) == [
        (f"ALP-{moves.ticket.id - 10_000}",),
    ]
    assert not (home.data / "published" / "current").exists()
    home.run_again(organization_text())
    assert home.sql("select as_of from publish_info") == [(plain(NOW),)]


def test_the_future_is_refused_before_anything_is_landed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    message = (
        "as of 2025-06-28 16:00:00 UTC nothing is known: the sources were asked at 2025-06-27 16:00:00 UTC"
    )
    with serve(story().world, june(NOW)) as sandbox:
        with pytest.raises(NotYetHappened, match=message):
            home.run(sandbox, organization_text(), as_of=june("28 16:00"))
        assert list((home.data / "landing").rglob("*.parquet")) == []
        home.run(sandbox, organization_text())
    with pytest.raises(NotYetHappened, match=message):
        home.run_again(organization_text(), as_of=june("28 16:00"))
    with pytest.raises(NotYetHappened):
        home.run_again(organization_text(), as_of=june("28 16:00"), known_at=june("29 16:00"))
