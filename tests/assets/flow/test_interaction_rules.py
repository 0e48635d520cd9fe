"""What two teams have to do with each other on one work item: handed over, to and fro, or helped with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.code import PullRequest
from tests.worlds.generated import random_rush, random_story
from tests.worlds.night import Home
from tests.worlds.reviews import pull, reviews_organization
from tests.worlds.story import Story, Telling, june, told

SPRING, SUMMER = date(2025, 4, 1), date(2025, 7, 1)
KINDS = ("transfer", "transfer_via_triage", "request", "dependency", "delivery", "review")
story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """In Auckland it is July from noon of 30 June on."""
    file = yaml.safe_load(reviews_organization()) | {"timezone": "Pacific/Auckland"}
    with told(story, tmp_path_factory.mktemp("rules"), "30 16:00", yaml.safe_dump(file)) as home:
        yield home


CONTACT = """
    select team_id, other_team_id, is_handed, is_to_and_fro, is_joint, helper
    from flow.pair_item where item_number in ({numbers}) order by quarter_starts_on, team_id, other_team_id
"""
TICKETS = "select ticket_number from core.ticket where ticket_id = '{id}'"
PULLS = "select item_number from flow.lone_pull_request where pull_request_id = '{id}'"


def contacts(home: Home, item: Telling | PullRequest) -> list[Any]:
    numbers = TICKETS.format(id=item.ticket.id) if isinstance(item, Telling) else PULLS.format(id=item.id)
    return home.warehouse_sql(CONTACT.format(numbers=numbers))


def working(day: int) -> Telling:
    """A ticket on which ALPHA works."""
    return story.ticket(f"{day} 09:00", "ann", "ALP").change(f"{day} 09:30", "ann", status="In Progress")


request = story.ticket("3 09:00", "bob", "GAM").change("3 10:00", "gus", status="In Progress")
request.comment("3 11:00", "bob").comment("3 12:00", "gus").comment("3 13:00", "bob")


def test_a_team_that_comments_on_what_it_asked_for_does_not_help(home: Home) -> None:
    assert contacts(home, request) == [("BETA", "GAMMA", True, True, False, None)]


taken = working(4).comment("4 11:00", "gus").change("6 10:00", "ann", assignee="gus")
taken_later = working(5).comment("5 11:00", "gus").change("30 13:00", "ann", assignee="gus")


def test_a_team_that_takes_the_item_in_the_quarter_does_not_help(home: Home) -> None:
    """On the second ticket that was an hour after the quarter's end, by Auckland's clocks."""
    assert contacts(home, taken) == [("ALPHA", "GAMMA", True, False, False, None)]
    assert contacts(home, taken_later) == [
        ("ALPHA", "GAMMA", False, False, False, "GAMMA"),
        ("ALPHA", "GAMMA", True, False, False, None),
    ]


between = working(9).comment("9 11:00", "gus").comment("9 12:00", "bob").comment("9 13:00", "gus")
between.comment("9 14:00", "ann")


def test_a_turn_is_an_act_directly_after_the_other_teams(home: Home) -> None:
    """ALPHA and BETA only talk to GAMMA."""
    assert contacts(home, between) == [
        ("ALPHA", "BETA", False, False, False, "BETA"),
        ("ALPHA", "GAMMA", False, True, False, "GAMMA"),
        ("BETA", "GAMMA", False, True, False, None),
    ]


lone = story.ticket("10 09:00", "ann", "ALP").comment("10 11:00", "gus")
quiet = working(10).comment("10 11:00", "nan").comment("10 12:00", "bot").comment("10 13:00", "abe")


def test_what_nobody_of_the_owner_has_touched_can_be_helped_with(home: Home) -> None:
    assert contacts(home, lone) == [("ALPHA", "GAMMA", False, False, False, "GAMMA")]


def test_bots_people_without_a_team_and_colleagues_are_nobodys_help(home: Home) -> None:
    assert contacts(home, quiet) == []


asked_review = pull(
    story, "11 09:00", "ann", ("11 10:00", "review_requested", "ann", "GAMMA"), ("11 12:00", "review", "gus")
)
free_review = pull(story, "12 09:00", "ann", ("12 12:00", "review", "gus", "COMMENTED"))
paired = pull(story, "13 09:00", "ann", ("13 10:00", "commit", "bob"), ("13 11:00", "commit", "abe"))


def test_a_review_that_was_asked_for_is_a_handoff_and_one_that_was_not_is_help(home: Home) -> None:
    assert contacts(home, asked_review) == [("ALPHA", "GAMMA", True, False, False, None)]
    assert contacts(home, free_review) == [("ALPHA", "GAMMA", False, False, False, "GAMMA")]


def test_teams_that_commit_in_turns_work_jointly(home: Home) -> None:
    assert contacts(home, paired) == [("ALPHA", "BETA", False, True, True, None)]


one, another = working(16), working(16)
of_both = pull(
    story, "17 09:00", "ann", ("17 10:00", "review_requested", "ann", "BETA"), ("17 12:00", "review", "bob")
)
of_both.title = f"{one.key} {another.key}"


def test_a_review_of_a_pull_request_with_two_tickets_is_one_handoff_on_two_items(home: Home) -> None:
    assert contacts(home, one) == contacts(home, another) == [("ALPHA", "BETA", True, False, False, None)]
    assert home.sql(
        "select review_to_other_count, ask_to_other_count, handed_item_count from interaction_mode "
        "where team_id = 'ALPHA' and other_team_id = 'BETA'"
    ) == [(1, 1, 2)]


early, late = (story.ticket(f"30 {hour}:59", "gus", "BET") for hour in (11, 12))


def test_a_quarter_ends_at_midnight_in_the_organizations_time_zone(home: Home) -> None:
    assert home.sql(
        "select quarter_starts_on, request_to_other_count, request_from_other_count, is_complete_quarter "
        "from interaction_mode where team_id = 'BETA' and other_team_id = 'GAMMA'"
    ) == [(SPRING, 1, 1, False), (SUMMER, 0, 1, False)]


def assert_adds_up(home: Home) -> None:
    """Both ways and by kind as `handoff_week` has them, where somebody has the ball."""
    expected = home.sql(
        "select from_team, to_team, kind, sum(handoff_count), sum(bounce_count) from handoff_week "
        "where to_team <> 'UNOWNED' group by all"
    )
    found = [
        row
        for one, other, way in (
            ("team_id", "other_team_id", "to"),
            ("other_team_id", "team_id", "from"),
        )
        for kind in KINDS
        for row in home.sql(
            f"select {one}, {other}, '{kind}', sum({kind}_{way}_other_count) from interaction_mode "
            f"group by all having sum({kind}_{way}_other_count) > 0"
        )
    ]
    assert sorted(found) == sorted(row[:4] for row in expected)
    assert home.sql(
        "select sum(bounce_to_other_count + bounce_from_other_count), "
        "sum(handoff_to_other_count + handoff_from_other_count) from interaction_mode"
    ) == [(sum(row[4] for row in expected), sum(row[3] for row in expected))]


WRONG = """
    select * from interaction_mode
    where greatest(handed_item_count, to_and_fro_item_count) > item_count
        or joint_item_count > to_and_fro_item_count
        or helped_by_team_item_count + helped_by_other_item_count > item_count
        or ask_to_other_count > handoff_to_other_count or ask_from_other_count > handoff_from_other_count
        or (joint_week_count > 0) <> (joint_item_count > 0)
        or not (coalesce(one_way_share, 1) between 0.5 and 1 and coalesce(served_share, 1) between 0 and 1)
        or (mode is null) <> (unknown_because is not null)
        or (mode is null) <> (is_finding is null) or (mode is null) <> (mode_quarter_count is null)
        or (serving_team is not null) <> (coalesce(mode, '') in ('X-as-a-service', 'facilitating'))
        or team_id >= other_team_id or item_count = 0 or sentence is null
"""


def test_handoffs_add_up_here(home: Home) -> None:
    assert_adds_up(home)
    assert home.sql(WRONG) == []


@pytest.mark.parametrize(("history_from", "seed"), [(None, 3), ("2025-06-11", 3), ("2025-06-11", 11)])
def test_handoffs_of_generated_histories_add_up(history_from: str | None, seed: int) -> None:
    """Also where the history begins later, with weeks that are not published."""
    file = yaml.safe_load(reviews_organization())
    if history_from:
        file["sources"][0]["history_from"] = history_from
    made = random_story(seed, 60)
    made.world.pull_requests.extend(random_rush(seed, 20).world.pull_requests)
    with tempfile.TemporaryDirectory() as directory:
        home = Home(Path(directory))
        with serve(made.world, june("27 16:00")) as sandbox:
            home.run(sandbox, yaml.safe_dump(file))
        assert_adds_up(home)
        assert home.sql(WRONG) == []
        assert home.sql("select sum(handoff_to_other_count) > 10 from interaction_mode") == [(True,)]
        pairs = "select sum(handoff_count) from handoff_pair where to_team <> 'UNOWNED'"
        weeks = "select sum(handoff_count) from handoff_week where to_team <> 'UNOWNED'"
        assert (home.sql(pairs) == home.sql(weeks)) is (history_from is None)
