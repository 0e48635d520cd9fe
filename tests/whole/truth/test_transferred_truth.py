"""A GitHub issue that goes to another team's repository is one ticket, whenever Baton saw it first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import Issue, Repository
from tests.worlds import transfers as planted
from tests.worlds.night import Home
from tests.worlds.planted import assert_same
from tests.worlds.story import june, plain
from tests.worlds.transfers import APP, ATTIC, NIGHTS, WEB, Transfers, key, organization, told


def spent(directory: Path, nights: tuple[str, ...], world: Transfers = told) -> Home:
    home = Home(directory)
    with serve(world.world, june(nights[0])) as sandbox:
        for night in nights:
            sandbox.move_to(june(night))
            home.run(sandbox, organization())
    return home


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The first night is before the transfers, the others are between and after them."""
    yield spent(tmp_path_factory.mktemp("watched"), NIGHTS)


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The first night is after the last transfer."""
    yield spent(tmp_path_factory.mktemp("late"), NIGHTS[-1:])


@pytest.fixture(params=["watched", "late"])
def home(request: pytest.FixtureRequest) -> Home:
    found: Home = request.getfixturevalue(request.param)
    return found


def test_each_transfer_is_one_handoff_at_its_event_and_nothing_else_is(home: Home) -> None:
    found = home.sql(
        "select work_item_key, kind, from_team, to_team, released_at, touched_at, outcome from handoff"
    )
    assert len(found) == len(set(found))
    assert_same(
        set(found),
        {
            (key(issue), kind, giver, receiver, plain(released), touched and plain(touched), outcome)
            for issue, kind, giver, receiver, released, touched, outcome in planted.PLANTED
        },
    )


def test_each_issue_is_one_ticket_and_none_is_gone(home: Home) -> None:
    tickets = home.warehouse_sql("select key, created_at, gone_at from core.ticket")
    assert sorted(tickets) == sorted(
        (key(issue), issue.created_at.replace(tzinfo=None), None) for issue in told.world.issues
    )
    assert home.sql("select sum(gone_count) from team_week") == [(0,)]


def owners(home: Home, issue: Issue) -> list[Any]:
    return home.sql(f"select from_at, team_id from ownership where ticket_key = '{key(issue)}' order by 1")


def test_before_the_transfer_the_repository_that_it_left_decides_and_from_then_on_the_new_one(
    home: Home,
) -> None:
    assert owners(home, planted.twice) == [
        (plain("2 10:00"), "ALPHA"),
        (plain("4 10:00"), "BETA"),
        (plain("11 10:00"), "GAMMA"),
    ]
    assert owners(home, planted.back) == [
        (plain("2 10:10"), "ALPHA"),
        (plain("4 10:00"), "BETA"),
        (plain("12 10:00"), "ALPHA"),
    ]


def test_a_repository_that_is_not_read_is_whose_the_organization_file_says_or_nobodys(home: Home) -> None:
    assert owners(home, planted.from_annex) == [(plain("2 10:15"), "GAMMA"), (plain("4 10:00"), "BETA")]
    assert owners(home, planted.from_attic) == [(plain("2 10:20"), "UNOWNED"), (plain("4 10:00"), "BETA")]


def test_a_label_counts_until_the_transfer_that_loses_it_and_another_stays(home: Home) -> None:
    assert owners(home, planted.stripped) == [
        (plain("2 10:25"), "ALPHA"),
        (plain("2 11:00"), "GAMMA"),
        (plain("4 10:00"), "BETA"),
    ]
    assert owners(home, planted.kept) == [(plain("2 10:30"), "ALPHA"), (plain("2 11:00"), "GAMMA")]


def test_an_issue_stays_in_the_status_of_its_board(home: Home) -> None:
    assert home.warehouse_sql(
        f"""
        select from_at, status_id from core.ticket_state
        where ticket_id = '{planted.on_board.transfers[-1].id}' and change_id is not null order by step
        """
    ) == [(plain("3 10:00"), "In Progress"), (plain("4 10:00"), "In Progress")]


def test_it_waits_in_no_queue_of_the_new_team_before_it_came(home: Home) -> None:
    """Of the tickets that BETA has now, one was created there: none of them waited there on the third."""
    assert home.warehouse_sql(
        """
        select min(arrived_at) from flow.queue_episode where team_id = 'BETA'
        """
    ) == [(plain("4 10:00"),)]


def test_the_same_tables_come_of_many_nights_and_of_one(watched: Home, late: Home) -> None:
    for mart in ("handoff", "ownership", "work_item", "queue_item", "team_week", "team_week_requester"):
        # Doubts are a list, which no set has.
        everything = f"select * replace (doubts::varchar as doubts) from {mart}"
        assert_same(set(watched.sql(everything)), set(late.sql(everything)))


def test_the_keys_that_baton_has_seen_still_name_it(watched: Home, late: Home) -> None:
    names = "select key from work_item_key where work_item_key = '{}' order by key"
    for issue, seen in (
        (planted.once, (0, 1)),
        (planted.twice, (0, 1, 2)),
        (planted.hasty, (0, 2)),
        (planted.back, (0, 1, 2)),
        (planted.from_annex, (1,)),
        (planted.stays, (0,)),
        (planted.goes, (0, 1)),
        (planted.emptied[2], (0, 1)),
    ):
        assert watched.sql(names.format(key(issue))) == sorted((key(issue, stop),) for stop in seen)
        assert late.sql(names.format(key(issue))) == [(key(issue),)]


def test_a_pull_request_of_before_closes_the_ticket_that_it_is_now(home: Home) -> None:
    assert home.sql("select pull_request_key, ticket_key, found_in from link") == [
        ("story/app#900", key(planted.once), "closing")
    ]


def test_one_that_goes_where_baton_does_not_read_is_gone_and_what_waits_for_it_is_not_cancelled(
    tmp_path: Path,
) -> None:
    world = Transfers()
    away = world.issue("2 10:00", "ann", APP, ("3 10:00", "assigned", "ann", "bob"))
    world.transfer(away, "4 10:00", "ann", ATTIC)
    world.issue("2 10:00", "ann", APP)
    home = spent(tmp_path, ("3 18:00", "5 18:00"), world)
    [(gone_at, is_deleted)] = home.warehouse_sql(
        f"select gone_at, is_deleted from core.ticket where key = '{key(away, 0)}'"
    )
    assert (gone_at, is_deleted) == (plain("5 18:00"), False)
    assert home.sql("select work_item_key, from_team, to_team, outcome, ended_at from handoff") == [
        (key(away, 0), "ALPHA", "BETA", "open", None)
    ]
    assert home.sql(f"select state from work_item where work_item_key = '{key(away, 0)}'") == [("gone",)]


def test_a_repository_may_be_renamed_after_the_transfer_too(tmp_path: Path) -> None:
    """The organization file knows both by the names that they had on the first night."""
    world, home = Transfers(), Home(tmp_path)
    issue = world.transfer(world.issue("2 10:00", "ann", APP), "4 10:00", "ann", WEB)
    for night, names in (("3 18:00", ("app", "web")), ("5 18:00", ("application", "site"))):
        renamed = [Repository(id_, "story", name) for id_, name in zip((APP, WEB), names, strict=True)]
        with serve(replace(world.world, repositories=renamed), june(night)) as sandbox:
            home.run(sandbox, organization())
    moved = issue.transfers[0].number
    assert home.sql("select work_item_key, kind, from_team, to_team, released_at from handoff") == [
        (f"story/site#{moved}", "transfer", "ALPHA", "BETA", plain("4 10:00"))
    ]
    assert home.sql("select key from work_item_key order by key") == [
        (f"story/application#{issue.number}",),
        (f"story/site#{moved}",),
    ]


def test_as_of_before_the_transfer_it_is_the_old_teams(watched: Home) -> None:
    watched.run_again(organization(), as_of=june("3 18:00"))
    assert watched.warehouse_sql(
        f"""
        select owner from flow.ownership inner join core.ticket using (ticket_number)
        inner join core.latest_ticket as latest using (source, ticket_id)
        where latest.key = '{key(planted.once)}' and ticket.key <> latest.key
        """
    ) == [("ALPHA",)]
    assert watched.warehouse_sql("select count(*) from flow.handoff where to_team = 'BETA'") == [(0,)]
