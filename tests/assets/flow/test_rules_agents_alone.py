"""On a pull request without a ticket, and in merges, what an agent does is its principal's team's, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.sandbox.world.code import PullRequest
from tests.worlds.agents import CLAUDE, Act, agents_organization, pull_by, with_agents
from tests.worlds.night import Home
from tests.worlds.story import BOT, Story, plain, told

story = with_agents(Story())
ASKED_BY_BETA: Act = ("3 09:10", "assigned", "bob", CLAUDE)
MERGED_BY_IT: Act = ("3 11:00", "merged", CLAUDE)


def approving(made: PullRequest) -> PullRequest:
    """With its reviews as approvals."""
    made.events[:] = [
        replace(event, state="APPROVED") if event.kind == "review" else event for event in made.events
    ]
    return made


merged_for_another = pull_by(story, "3 09:00", "ann", ASKED_BY_BETA, MERGED_BY_IT)
merged_for_its_own = pull_by(story, "3 09:00", "ann", ("3 09:10", "assigned", "abe", CLAUDE), MERGED_BY_IT)
merged_for_nobody = pull_by(story, "3 09:00", "ann", MERGED_BY_IT)
merged_by_a_bot = pull_by(story, "3 09:00", "ann", ("3 11:00", "merged", BOT))
approved_by_it = approving(
    pull_by(
        story, "3 09:00", "ann", ASKED_BY_BETA, ("3 10:00", "review", CLAUDE), ("3 11:00", "merged", "ann")
    )
)
helped = pull_by(
    story,
    "4 09:00",
    "ann",
    ("4 09:05", "comment", CLAUDE),
    ("4 09:10", "assigned", "bob", CLAUDE),
    ("4 09:20", "comment", CLAUDE),
    ("4 09:30", "review", CLAUDE),
    ("4 09:40", "commit", CLAUDE),
    ("4 09:50", "comment", "abe"),
    ("4 09:55", "commit", CLAUDE),
)
opened_by_it = pull_by(
    story, "5 09:00", CLAUDE, ("5 09:00", "assigned", "ann", CLAUDE), ("5 10:00", "comment", "gus")
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("alone"), "27 16:00", agents_organization()) as home:
        yield home


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(merged_for_another, False, id="for somebody of another team"),
        pytest.param(merged_for_its_own, True, id="for somebody of the author's team"),
        pytest.param(merged_for_nobody, True, id="for nobody that is known"),
        pytest.param(merged_by_a_bot, True, id="by a bot"),
        pytest.param(
            approved_by_it, True, id="approved by an agent for another team, which approves nothing"
        ),
    ],
)
def test_what_an_agent_merges_its_principals_team_merges(
    home: Home, made: PullRequest, expected: bool
) -> None:
    found = home.warehouse_sql(
        f"select is_independent from flow.merge_approval where pull_request_id = '{made.id}'"
    )
    assert found == [(expected,)]


def touches(home: Home, made: PullRequest) -> list[Any]:
    """When which team touched it, and whether that was work."""
    return home.warehouse_sql(
        f"""
        select touch.happened_at, touch.team_id, touch.is_work
        from flow.item_touch as touch
        inner join flow.lone_pull_request as pull on pull.item_number = touch.item_number
        where pull.pull_request_id = '{made.id}'
        order by all
        """
    )


def test_work_on_a_pull_request_without_a_ticket_is_the_principals_teams(home: Home) -> None:
    """So is a comment once it was asked; before that it is nobody's, and a review never counts."""
    assert touches(home, helped) == [
        (plain("4 09:00"), "ALPHA", True),
        (plain("4 09:20"), "BETA", False),
        (plain("4 09:40"), "BETA", True),
        (plain("4 09:50"), "ALPHA", False),
        (plain("4 09:55"), "BETA", True),
    ]
    assert touches(home, opened_by_it) == [
        (plain("5 09:00"), "ALPHA", True),
        (plain("5 10:00"), "GAMMA", False),
    ]


def test_teams_meet_on_it_as_they_do_where_humans_write(home: Home) -> None:
    """To and fro between both teams; and help on what is the principal's team's."""
    assert home.warehouse_sql(
        f"""
        select item.team_id, item.other_team_id, item.is_to_and_fro, item.helper
        from flow.pair_item as item
        inner join flow.lone_pull_request as pull on pull.item_number = item.item_number
        where pull.pull_request_id in ('{helped.id}', '{opened_by_it.id}')
        order by all
        """
    ) == [("ALPHA", "BETA", True, None), ("ALPHA", "GAMMA", False, "GAMMA")]


def test_reviews_and_comments_of_agents_make_nothing_doubtful(home: Home) -> None:
    """Whoever asked for them, they are no team's; a merge would be."""
    found = home.sql("select pull_request_id, grade, doubts from pull_request where len(doubts) > 0")
    assert found == [(str(merged_for_nobody.id), "D", ["agent_without_principal"])]
