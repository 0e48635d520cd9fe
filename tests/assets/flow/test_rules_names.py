"""Names are attributes: what a team owns stays its own under another name, and strangers own nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.renamed_story import NEXT, NIGHT, Told
from tests.worlds.story import handoffs, june

world = Told()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Two nights; in between all got other names."""
    home = Home(tmp_path_factory.mktemp("names"))
    for served, clock in ((world.story.world, NIGHT), (world.after, NEXT)):
        with serve(served, june(clock)) as sandbox:
            home.run(sandbox, world.organization)
    yield home


def test_a_projects_tickets_stay_its_teams_under_another_key(home: Home) -> None:
    assert world.owners(home, world.by_project) == [("ALPHA", "project")]
    assert world.owners(home, world.moved) == [("ALPHA", "project"), ("BETA", "project")]
    key = world.by_project.key
    keys = "select key, work_item_key, is_current from work_item_key where work_item_id = '{}' order by key"
    now = key.replace("ALP", "ALPS")
    assert home.sql(keys.format(world.by_project.ticket.id)) == [(key, now, False), (now, now, True)]


def test_a_component_is_one_under_both_its_names(home: Home) -> None:
    assert world.owners(home, world.by_component) == [("GAMMA", "component")]
    assert world.owners(home, world.added) == [("UNOWNED", "none"), ("GAMMA", "component")]


def test_a_status_means_what_it_meant_under_both_its_names(home: Home) -> None:
    for ticket in (world.by_status, world.reviewed):
        assert world.owners(home, ticket) == [("ALPHA", "project"), ("GAMMA", "status")]
        assert handoffs(home, ticket, "kind, from_team, to_team") == [("transfer", "ALPHA", "GAMMA")]
    assert home.sql("from data_quality where kind = 'status_without_meaning' and found_count > 9") == []


def test_a_repositorys_issues_stay_its_teams_and_whoever_takes_its_name_owns_nothing(home: Home) -> None:
    owned = (
        "select ticket_id, key, owner from flow.ownership inner join core.ticket using (ticket_number) "
        "where ticket_id in ('5001', '5002') order by ticket_id, from_at"
    )
    assert home.warehouse_sql(owned) == [
        ("5001", "story/application#901", "BETA"),
        ("5001", "story/application#901", "ALPHA"),
        ("5002", "story/app#1", "UNOWNED"),
    ]


def test_who_takes_a_login_is_a_stranger(home: Home) -> None:
    assert home.warehouse_sql(
        "select account_id, person_id from core.account where account_id in ('1000', '6666') order by all"
    ) == [("1000", "ann"), ("6666", "github:6666")]


def test_what_the_file_calls_by_an_earlier_name_is_said_and_doubts_no_number(home: Home) -> None:
    assert home.sql(
        "select source, kind, subject, found_count, is_doubtful from data_quality "
        "where kind like 'name%' order by all"
    ) == [
        ("github", "name_outdated", "account", 1, False),
        ("github", "name_outdated", "project", 1, False),
        ("github", "name_taken", "account", 1, False),
        ("github", "name_taken", "project", 1, False),
        ("jira", "name_outdated", "component", 1, False),
        ("jira", "name_outdated", "project", 1, False),
        ("jira", "name_outdated", "status", 1, False),
    ]


def test_who_installs_after_a_project_got_another_key_may_name_it_by_the_earlier_one(tmp_path: Path) -> None:
    file = yaml.safe_load(world.organization)
    file["sources"][0]["projects"] = ["ALP", "BET"]
    home = Home(tmp_path)
    with serve(world.after, june(NEXT)) as sandbox:
        home.run(sandbox, yaml.safe_dump(file))
    assert world.owners(home, world.by_project) == [("ALPHA", "project")]
    assert home.sql("select name, state from scope where name in ('ALP', 'ALPS')") == [("ALPS", "whole")]
