"""Whose accounts are whose, who is in no team, and what GitHub's teams say from the first look on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.sandbox.plan import Plan, plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from pipelines.cli.unplaced_people import unplaced
from pipelines.settings import Settings
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.night import Home
from tests.worlds.planted import compared, found_handoffs, planted_handoffs

NIGHTS = [datetime(2026, 3, 10, 6, tzinfo=UTC), DEFAULT_CLOCK]


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The worked example with a file that lacks ana, ed, and di's login, and with addresses on GitHub."""
    home = Home(tmp_path_factory.mktemp("golden"))
    with serve(golden_world(), AS_OF) as sandbox:
        home.run(sandbox, golden_organization())
    mails = {
        "ana": "ana@golden.example",
        "bo": "cy@golden.example",
        "di": " Di@golden.example",
        "ed": "ed@users.noreply.github.com",
    }
    payload = {"__typename": "User", "name": None}
    Landing(home.data / "landing").land_once(
        "github",
        "host",
        "github_user",
        [
            Record(id_, {**payload, "databaseId": int(id_), "login": login, "email": mails[login]})
            for id_, login in home.warehouse_sql("select id, payload ->> 'login' from raw.github_user")
            if login in mails
        ],
        AS_OF,
    )
    file: dict[str, Any] = yaml.safe_load(golden_organization())
    [di] = [person for person in file["people"] if person["id"] == "di"]
    del di["accounts"]["github"]
    home.run_again(without(file, "ana", "ed"))
    yield home


def without(file: dict[str, Any], *people: str) -> str:
    file["people"] = [one for one in file["people"] if one["id"] not in people]
    for team in file["teams"]:
        team["members"] = [stay for stay in team["members"] if stay["person"] not in people]
    return yaml.safe_dump(file, sort_keys=False)


def accounts(home: Home, like: str) -> list[tuple[Any, ...]]:
    return home.warehouse_sql(
        f"""
        select account.source, person_id, joined_by
        from core.account as account
        left join raw.github_user as hub on hub.source = account.source and hub.id = account.account_id
        where coalesce(hub.payload ->> 'login', account.account_id) in ('{like}', 'account-{like}')
        order by all
        """
    )


def test_accounts_with_one_verified_address_are_one_persons(golden: Home) -> None:
    assert accounts(golden, "di") == [("github", "di", "email"), ("jira", "di", "file")]


def test_two_accounts_whom_the_file_does_not_name_are_one_person_of_their_own(golden: Home) -> None:
    [(_, hub, how), (_, jira, _)] = accounts(golden, "ana")
    assert (hub, how) == (jira, "email")
    assert golden.warehouse_sql(f"select origin from core.person where person_id = '{hub}'") == [("account",)]


def test_what_the_file_says_comes_before_an_address(golden: Home) -> None:
    """bo's login shows cy's address, and stays bo's; the pair is settled by the file."""
    assert accounts(golden, "bo") == [("github", "bo", "file"), ("jira", "bo", "file")]


def test_an_address_that_github_made_up_joins_nobody(golden: Home) -> None:
    assert [how for _, _, how in accounts(golden, "ed")] == [None, None]
    assert golden.warehouse_sql("select count(*) from core.account_email where email like '%noreply%'") == [
        (0,)
    ]


@pytest.fixture(scope="module")
def planned() -> Plan:
    return plan(7, 300)


@pytest.fixture(scope="module")
def gappy(planned: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, list[str]]]:
    """Two nights with a file that lacks every tenth person; and who they are."""
    file: dict[str, Any] = yaml.safe_load(compared(planned.organization))
    missing = [*[person["id"] for person in file["people"] if person["id"] != "simon"][::10], "simon"]
    text = without(file, *missing)
    home = Home(tmp_path_factory.mktemp("gappy"))
    with serve(planned.world, NIGHTS[0]) as sandbox:
        for night in NIGHTS:
            sandbox.move_to(night)
            home.run(sandbox, text)
    yield home, missing


def test_who_is_missing_from_the_file_is_shown_with_the_work_behind(
    planned: Plan, gappy: tuple[Home, list[str]]
) -> None:
    home, missing = gappy
    ids = {person.account_id for person in planned.world.people if person.key in missing}
    ids |= {str(person.github_id) for person in planned.world.people if person.key in missing}
    rows = home.warehouse_sql(
        "select account_id, event_count, event_share from core.account_without_team where not is_in_file"
    )
    assert {row[0] for row in rows} <= ids
    assert len(rows) >= len(missing)
    share = sum(row[2] for row in rows)
    assert 0.03 < share < 0.25
    assert sum(row[1] for row in rows) == round(share / rows[0][2] * rows[0][1]), (
        "the shares are of one and the same whole"
    )


def test_the_run_says_so(gappy: tuple[Home, list[str]]) -> None:
    home, _ = gappy
    [work, pairs] = unplaced(Settings(home=home.data.parent))
    assert "% of what people did was done for no known team: by " in work
    assert "accounts may be one person's each" in pairs and "identities.csv" in pairs


def test_the_address_of_a_commit_joins_accounts_that_the_file_does_not_name(
    planned: Plan, gappy: tuple[Home, list[str]]
) -> None:
    """Jira shows everybody's address, GitHub those of commits; who keeps it private commits under another."""
    home, missing = gappy
    committed = {event.actor for pull in planned.world.pull_requests for event in pull.events}
    people = [one for one in planned.world.people if one.key in missing and one.key in committed]
    joined = dict(
        home.warehouse_sql(
            """
            select hub.account_id, hub.joined_by from core.account as hub
            inner join core.account as jira on jira.person_id = hub.person_id and jira.source = 'jira'
            where hub.source = 'github'
            """
        )
    )
    shown = [one for one in people if not one.is_email_private]
    hidden = [one for one in people if one.is_email_private]
    assert shown and {joined[str(one.github_id)] for one in shown} == {"email"}
    assert hidden and not {str(one.github_id) for one in hidden} & joined.keys()


def test_near_misses_are_in_a_local_file_and_not_published(gappy: tuple[Home, list[str]]) -> None:
    home, _ = gappy
    path = home.data / "review" / "identities.csv"
    assert path.stat().st_mode & 0o077 == 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = {(row["name"], row["other_name"], row["reason"]) for row in rows}
    assert ("Simon Clarke", "Simon Clarke", "same name") in pairs
    assert {row["source"] for row in rows} <= {"github", "jira"}
    published = home.sql("select table_name || column_name from information_schema.columns")
    assert not [one for [one] in published if "account" in one or "person" in one]


def test_without_its_people_no_team_is_invented(planned: Plan, gappy: tuple[Home, list[str]]) -> None:
    """Who is missing leaves gaps: handoffs may be missed or wait longer; teams are those there were."""
    home, _ = gappy
    truth = planned.truth.at(DEFAULT_CLOCK)
    planted = planted_handoffs(truth, set())
    found = found_handoffs(home)
    known = {(row[0], row[4], row[5]) for row in planted}
    assert len({row for row in found if (row[0], row[4], row[5]) in known}) >= 0.9 * len(found)
    assert len(found & planted) >= 0.6 * len(planted)


def test_githubs_teams_tell_from_the_first_look_on_and_not_before(gappy: tuple[Home, list[str]]) -> None:
    home, _ = gappy
    rows = home.warehouse_sql(
        """
        select team_id, from_at, to_at = 'infinity'
        from core.team_member as member
        inner join core.account as account using (person_id)
        inner join raw.github_user as hub on hub.source = account.source and hub.id = account.account_id
        where hub.payload ->> 'login' = 'simon-meridian' and member.origin = 'source'
        order by from_at
        """
    )
    first, second = (night.replace(tzinfo=None) for night in NIGHTS)
    assert rows == [("mobile", first, False), ("frontend", second, True)]
    assert home.warehouse_sql(
        f"select count(*) from core.team_member where origin = 'source' and from_at < '{first}'"
    ) == [(0,)]


def test_the_file_wins_where_both_speak(gappy: tuple[Home, list[str]], planned: Plan) -> None:
    home, _ = gappy
    home.run_again(planned.organization)
    assert home.warehouse_sql("select distinct origin from core.team_member") == [("file",)]
    assert home.warehouse_sql("select count(*) from core.account_without_team where not is_in_file") == [(0,)]


def test_a_home_without_a_warehouse_says_nothing(tmp_path: Path) -> None:
    assert unplaced(Settings(home=tmp_path)) == []
