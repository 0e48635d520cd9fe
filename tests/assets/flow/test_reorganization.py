"""flow.reorganization of planted stays: when a team is another one, and what that is called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb
import pytest

from assets.table import read_table
from tests.worlds.paths import CHECKOUT

ALWAYS, FOREVER = "-infinity", "infinity"
# A Monday and a Wednesday of one week, and the Monday after it; New York's weeks begin at 04:00 UTC.
MONDAY, WEDNESDAY, NEXT = "2026-06-01 04:00", "2026-06-03 12:00", "2026-06-08 04:00"
# Who, which team, from when to when, and whether the file says so or a source.
Stay = tuple[str, str, str, str, str]


def stays(team: str, people: str, begins: str, ends: str = FOREVER, origin: str = "file") -> list[Stay]:
    return [(person, team, begins, ends, origin) for person in people]


def found(
    members: Sequence[Stay], teams: Sequence[tuple[str | None, ...]] = (), as_of: str = "2026-07-01"
) -> list[tuple[object, ...]]:
    """Rows of the table's own query; teams are each one's id, from, to, heir, and origin."""
    with duckdb.connect() as db:
        db.execute("set TimeZone = 'UTC'; create schema core; create schema flow")
        db.execute("create table core.organization as select 'America/New_York' as timezone")
        db.execute("create table core.run as select ?::timestamp as as_of", [as_of])
        db.execute(
            """
            create table core.team_member (
                person_id varchar, team_id varchar, from_at timestamp, to_at timestamp, origin varchar
            );
            create table core.team (
                team_id varchar, from_at timestamp, to_at timestamp, merged_into varchar, split_from varchar
            )
            """
        )
        db.executemany("insert into core.team_member values (?, ?, ?, ?, ?)", members)
        if teams:
            db.executemany("insert into core.team values (?, ?, ?, ?, ?)", teams)
        read_table(CHECKOUT / "assets" / "flow" / "team" / "reorganization.sql").build(db)
        return db.execute(
            "select team_id, week_starts_on::varchar, kind, settled_at, joined_count, left_count "
            "from flow.reorganization order by all"
        ).fetchall()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_three_people_are_a_reorganization_and_two_are_none() -> None:
    base = stays("data", "abcd", ALWAYS)
    assert found([*base, *stays("data", "ef", MONDAY)]) == []
    assert found([*base, *stays("data", "ef", MONDAY), *stays("data", "g", WEDNESDAY)]) == [
        ("data", "2026-06-01", "moved", instant(WEDNESDAY), 3, 0)
    ]


def test_who_comes_and_who_goes_count_alike_and_each_once() -> None:
    swapped = [*stays("data", "ab", ALWAYS, MONDAY), *stays("data", "c", MONDAY), *stays("data", "d", ALWAYS)]
    assert found(swapped) == [("data", "2026-06-01", "moved", instant(MONDAY), 1, 2)]
    to_and_fro = [*stays("data", "ab", ALWAYS, MONDAY), *stays("data", "ab", WEDNESDAY)]
    assert found(to_and_fro) == []


def test_a_week_is_that_of_the_organizations_time_zone() -> None:
    """Sunday night in New York is still the week before; changes of two weeks are not added up."""
    sunday = "2026-06-08 03:59"
    assert found([*stays("data", "ab", WEDNESDAY), *stays("data", "c", sunday)]) == [
        ("data", "2026-06-01", "moved", instant(sunday), 3, 0)
    ]
    assert found([*stays("data", "ab", WEDNESDAY), *stays("data", "c", NEXT)]) == []


def test_a_stay_that_goes_on_is_no_change() -> None:
    assert found([*stays("data", "abc", ALWAYS, MONDAY), *stays("data", "abc", MONDAY)]) == []


def test_what_is_planned_has_not_happened() -> None:
    assert found(stays("data", "abc", NEXT), as_of=WEDNESDAY) == []
    assert found(stays("data", "abc", ALWAYS, NEXT), as_of=WEDNESDAY) == []


def test_the_first_look_at_a_sources_team_is_no_change_and_a_later_one_is() -> None:
    first = stays("data", "abcd", MONDAY, origin="source")
    assert found(first) == []
    assert found([*first, *stays("data", "efg", NEXT, origin="source")]) == [
        ("data", "2026-06-08", "moved", instant(NEXT), 3, 0)
    ]


@pytest.mark.parametrize(
    ("members", "teams", "kinds"),
    [
        (
            [*stays("old", "abc", ALWAYS, MONDAY), *stays("heir", "abc", MONDAY)],
            [("old", None, MONDAY, "heir", None), ("heir", None, None, None, None)],
            [("heir", "merged"), ("old", "merged")],
        ),
        (
            [*stays("whole", "abc", ALWAYS, MONDAY), *stays("part", "abc", MONDAY)],
            [("whole", None, None, None, None), ("part", MONDAY, None, None, "whole")],
            [("part", "split"), ("whole", "split")],
        ),
        (stays("new", "abc", MONDAY), [("new", MONDAY, None, None, None)], [("new", "founded")]),
        (stays("old", "abc", ALWAYS, MONDAY), [("old", None, MONDAY, None, None)], [("old", "ended")]),
    ],
)
def test_a_reorganization_is_called_what_the_organization_file_says(
    members: list[Stay], teams: list[tuple[str | None, ...]], kinds: list[tuple[str, str]]
) -> None:
    assert [(row[0], row[2]) for row in found(members, teams)] == kinds
