"""GitHub's issues are tickets: their repository's team has them first, and assignment passes them on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import yaml

from connectors.sandbox.world.code import Issue, IssueEvent
from tests.worlds.night import Home
from tests.worlds.story import Story, june, organization_text, plain, told

story = Story()
passed = Issue(
    5001,
    300,
    901,
    "bob",
    june("2 10:00"),
    "Of the repository's team, then another's",
    [
        IssueEvent(7001, june("3 10:00"), "assigned", "bob", "ann"),
        IssueEvent(7002, june("4 10:00"), "comment", "ann"),
        IssueEvent(7003, june("5 10:00"), "closed", "ann"),
    ],
)
refused = replace(
    passed,
    id=5002,
    number=902,
    events=[IssueEvent(7004, june("5 10:00"), "closed", "bob", reason="NOT_PLANNED")],
)
labelled = replace(
    passed,
    id=5003,
    number=903,
    events=[
        IssueEvent(7005, june("3 10:00"), "labeled", "bob", "needs gamma"),
        IssueEvent(7006, june("4 10:00"), "unlabeled", "gus", "needs gamma"),
    ],
)
story.world.issues += [passed, refused, labelled]


OWNERS = (
    "select from_at, owner, rung from flow.ownership inner join core.ticket using (ticket_number) "
    "where ticket_id = '{}' order by from_at"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """BETA owns the repository story/app, which the file writes in letters of another size. What it says of
    statuses and resolutions is in Jira's words."""
    file = yaml.safe_load(organization_text())
    [beta] = [team for team in file["teams"] if team["id"] == "BETA"]
    beta["owns"]["github_repositories"] = ["Story/App"]
    [gamma] = [team for team in file["teams"] if team["id"] == "GAMMA"]
    gamma["owns"]["jira_labels"] = ["needs gamma"]
    with told(story, tmp_path_factory.mktemp("issues"), "20 16:00", yaml.safe_dump(file)) as home:
        yield home


def test_a_repositorys_team_owns_its_issues_until_they_are_assigned(home: Home) -> None:
    assert home.warehouse_sql(OWNERS.format(5001)) == [
        (plain("2 10:00"), "BETA", "project"),
        (plain("3 10:00"), "ALPHA", "assignee"),
    ]


def test_a_label_makes_an_issue_a_teams_for_as_long_as_it_has_it(home: Home) -> None:
    assert home.warehouse_sql(OWNERS.format(5003)) == [
        (plain("2 10:00"), "BETA", "project"),
        (plain("3 10:00"), "GAMMA", "label"),
        (plain("4 10:00"), "BETA", "project"),
    ]
    assert home.warehouse_sql("select * from core.broken_chain") == []


def test_assigning_an_issue_to_another_team_is_a_handoff(home: Home) -> None:
    assert home.sql(
        "select work_item_key, kind, from_team, to_team, released_at, touched_at, outcome from handoff "
        "where work_item_id = '5001'"
    ) == [("story/app#901", "transfer", "BETA", "ALPHA", plain("3 10:00"), plain("4 10:00"), "picked_up")]


def test_what_was_completed_is_a_completion_of_the_team_that_had_it_and_what_was_refused_is_none(
    home: Home,
) -> None:
    assert home.warehouse_sql("select team_id, completed_at from flow.completion") == [
        ("ALPHA", plain("5 10:00"))
    ]
