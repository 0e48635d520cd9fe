"""What agents do counts for whom they do it for, and nobody's work is guessed to be somebody's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.worlds.agents import CLAUDE, HELPER, agents_organization, principals, pull_by, with_agents
from tests.worlds.night import Home
from tests.worlds.reviews import reviews
from tests.worlds.story import BOT, Story, Telling, handoffs, plain, told

story = with_agents(Story())

ENDED = "from_team, to_team, outcome, touched_at, touched_by"

given = story.ticket("2 10:00", "ann", "BET")
given.change("2 11:00", "bob", assignee=CLAUDE).change("2 12:00", CLAUDE, status="In Progress")
given.done("2 13:00", CLAUDE)
only_closed = story.ticket("2 10:00", "ann", "BET").change("2 10:30", "bob", assignee=CLAUDE)
only_closed.done("2 13:00", CLAUDE)
answered = story.ticket("2 10:00", "ann", "BET").change("2 10:30", "bea", assignee=CLAUDE)
answered.comment("2 10:45", CLAUDE)
by_chance = story.ticket("2 10:00", "ann", "BET").comment("2 10:45", CLAUDE)
by_a_bot = story.ticket("2 10:00", "ann", "BET").done("2 13:00", BOT)
dropped_by_a_bot = story.ticket("2 10:00", "ann", "BET").done("2 13:00", BOT, "Won't Do")
for_nobody = story.ticket("2 10:00", "ann", "BET").done("2 13:00", CLAUDE)
for_givers = story.ticket("2 10:00", "ann", "BET").change("2 10:30", "abe", assignee=CLAUDE)
for_givers.done("2 13:00", CLAUDE)
by_givers = story.ticket("2 10:00", "ann", "BET").change("2 10:30", "abe", assignee="abe")
by_givers.done("2 13:00", "abe")
taken_from_triage = story.ticket("2 10:00", "bob", "TRI").change("2 11:00", "ann", assignee=CLAUDE)
taken_from_triage.change("2 12:00", CLAUDE, status="In Progress").change("2 14:00", "bea", assignee=CLAUDE)
given_to_a_member = story.ticket("2 10:00", "ann", "TRI").change("2 11:00", "ann", assignee=HELPER)
assigned_by_a_bot = story.ticket("2 10:00", "bob", "TRI").change("2 11:00", BOT, assignee=CLAUDE)
by_a_member = story.ticket("2 10:00", "ann", "GAM").done("2 13:00", HELPER)
elsewhere = story.ticket("2 10:00", "ann", "BET").done("2 13:00", HELPER)
in_triage = story.ticket("2 10:00", "ann", "TRI").done("2 13:00", BOT)

assigned = pull_by(
    story,
    "3 10:00",
    CLAUDE,
    ("3 10:00", "assigned", "ann", CLAUDE),
    ("3 10:30", "commit", CLAUDE, "Work\n\nCo-authored-by: Bea <bea@story.example>"),
    ("3 11:00", "review_requested", "ann", "gus"),
    ("3 11:05", "review", CLAUDE),
    ("3 15:00", "review", "gus"),
    ("3 16:00", "merged", "gil"),
)
co_authored = pull_by(
    story,
    "3 10:00",
    CLAUDE,
    ("3 10:30", "commit", CLAUDE, "Work\n\nCo-authored-by: Bea <Bea@story.example>"),
    ("3 11:00", "review_requested", CLAUDE, "gus"),
)
by_made_up_address = pull_by(
    story,
    "3 10:00",
    CLAUDE,
    ("3 10:30", "commit", CLAUDE, "Work\n\nco-authored-by: Ann <1000+ann@users.noreply.github.com>"),
)
of_two_authors = pull_by(
    story,
    "3 10:00",
    CLAUDE,
    (
        "3 10:30",
        "commit",
        CLAUDE,
        "Work\n\nCo-authored-by: Bea <bea@story.example>\nCo-authored-by: Ann <ann@story.example>",
    ),
)
beside = pull_by(
    story,
    "3 10:00",
    CLAUDE,
    ("3 09:59", "assigned", BOT, "abe"),
    ("3 11:00", "review_requested", BOT, "BETA"),
)
made_ready = pull_by(
    story,
    "3 10:00",
    CLAUDE,
    ("3 11:00", "ready_for_review", "gus"),
    ("3 11:00", "review_requested", "gus", "BETA"),
    is_draft=True,
)
unknown = pull_by(
    story, "3 10:00", CLAUDE, ("3 11:00", "review_requested", BOT, "BETA"), ("3 12:00", "merged", "gus")
)
runs_as_a_user = pull_by(story, "3 10:00", HELPER, ("3 11:00", "review_requested", "bob", "gus"))
asked_on_its_ticket = story.ticket("4 10:00", "ann", "BET").change("4 10:30", "bob", assignee=CLAUDE)
for_its_ticket = pull_by(
    story,
    "4 12:00",
    CLAUDE,
    ("4 11:30", "commit", CLAUDE),
    ("4 13:00", "review_requested", BOT, "GAMMA"),
    title=f"{asked_on_its_ticket.key} as asked",
)
by_a_human = pull_by(story, "5 10:00", "ann", ("5 11:00", "review_requested", "ann", "bob"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("agents"), "27 16:00", agents_organization()) as home:
        yield home


def test_a_known_login_and_what_the_file_names_are_agents_and_the_rest_stays_what_it_is(home: Home) -> None:
    assert home.warehouse_sql(
        """
        select account.source, coalesce(hub.payload ->> 'login', account.account_id), account.kind
        from core.account as account
        left join raw.github_user as hub on hub.source = account.source and hub.id = account.account_id
        where account.kind in ('agent', 'bot') and account.is_seen
        order by all
        """
    ) == [
        ("github", "bot", "bot"),
        ("github", "claude", "agent"),
        ("github", "helper", "agent"),
        ("jira", "account-bot", "bot"),
        ("jira", "account-claude", "agent"),
        ("jira", "account-helper", "agent"),
    ]


def test_what_a_team_gave_its_agent_is_picked_up_when_the_agent_begins(home: Home) -> None:
    assert handoffs(home, given, ENDED) == [("ALPHA", "BETA", "picked_up", plain("2 12:00"), "agent")]


def test_a_request_that_a_team_gave_its_agent_which_delivered_it_in_three_hours_is_delivered(
    home: Home,
) -> None:
    assert handoffs(home, only_closed, ENDED) == [("ALPHA", "BETA", "picked_up", plain("2 13:00"), "agent")]
    assert home.warehouse_sql(
        f"select team_id from flow.completion where ticket_number = {number_of(home, only_closed)}"
    ) == [("BETA",)]


def test_an_agents_comment_picks_up_where_it_was_asked_and_nowhere_else(home: Home) -> None:
    assert handoffs(home, answered, ENDED) == [("ALPHA", "BETA", "picked_up", plain("2 10:45"), "agent")]
    assert handoffs(home, by_chance, ENDED) == [("ALPHA", "BETA", "open", None, None)]


@pytest.mark.parametrize("ticket", [by_a_bot, for_nobody, elsewhere])
def test_what_automation_completes_for_nobody_is_closed_by_automation(home: Home, ticket: Any) -> None:
    assert handoffs(home, ticket, ENDED) == [("ALPHA", "BETA", "closed_by_automation", None, None)]


def test_what_a_bot_closes_in_triage_is_closed_by_automation(home: Home) -> None:
    assert handoffs(home, in_triage, "to_team, outcome, start_outcome") == [
        (None, "closed_by_automation", "closed_by_automation")
    ]


def test_what_a_bot_drops_is_cancelled(home: Home) -> None:
    assert handoffs(home, dropped_by_a_bot, ENDED) == [("ALPHA", "BETA", "cancelled", None, None)]


def test_what_the_giver_had_its_own_agent_do_was_not_picked_up(home: Home) -> None:
    taken_back = [("ALPHA", "BETA", "returned_unpicked"), ("BETA", "ALPHA", "picked_up")]
    assert handoffs(home, for_givers, "from_team, to_team, outcome") == taken_back
    assert handoffs(home, by_givers, "from_team, to_team, outcome") == taken_back


def owners(home: Home, item: Telling) -> list[Any]:
    return home.sql(
        f"select team_id, rung from ownership where ticket_id = '{item.ticket.id}' order by from_at"
    )


def test_who_assigns_an_agent_takes_the_ball(home: Home) -> None:
    """An agent that a team lists takes it to that team; what nobody of a team assigned is nobody's."""
    assert owners(home, taken_from_triage) == [
        ("UNOWNED", "none"),
        ("ALPHA", "assignee"),
        ("BETA", "assignee"),
    ]
    assert owners(home, given_to_a_member) == [("UNOWNED", "none"), ("GAMMA", "assignee")]
    assert owners(home, assigned_by_a_bot) == [("UNOWNED", "none")]


def test_what_a_teams_own_agent_completes_is_picked_up(home: Home) -> None:
    assert handoffs(home, by_a_member, ENDED) == [("ALPHA", "GAMMA", "picked_up", plain("2 13:00"), "agent")]


@pytest.mark.parametrize(
    ("made", "rung", "team", "person"),
    [
        (assigned, 1, "ALPHA", "ann"),
        (co_authored, 2, "BETA", "bea"),
        (by_made_up_address, 2, "ALPHA", "ann"),
        (beside, 3, "ALPHA", "abe"),
        (made_ready, 4, "GAMMA", "gus"),
        (runs_as_a_user, 4, "BETA", "bob"),
        (of_two_authors, None, None, None),
        (unknown, None, None, None),
    ],
)
def test_the_first_evidence_names_the_principal_and_without_any_it_is_unknown(
    home: Home, made: Any, rung: int | None, team: str | None, person: str | None
) -> None:
    assert principals(home, made) == [(rung, team, person)]


def test_who_assigned_the_agent_to_the_ticket_is_the_principal_on_its_pull_request(home: Home) -> None:
    assert [row[:2] for row in principals(home, for_its_ticket)] == [(1, "BETA")]
    assert reviews(home, for_its_ticket, "from_team, to_team") == [("BETA", "GAMMA")]
    assert handoffs(home, asked_on_its_ticket, ENDED) == [
        ("ALPHA", "BETA", "picked_up", plain("4 11:30"), "agent")
    ]


def test_a_review_by_another_team_of_what_an_agent_opened_for_somebody_is_a_handoff(home: Home) -> None:
    columns = "from_team, to_team, outcome, touched_at, opened_by"
    assert reviews(home, assigned, columns) == [("ALPHA", "GAMMA", "picked_up", plain("3 15:00"), "agent")]
    assert reviews(home, beside, columns) == [("ALPHA", "BETA", "open", None, "agent")]
    assert reviews(home, unknown, columns) == []


def test_an_agents_review_is_shown_and_picks_nothing_up(home: Home) -> None:
    columns = "origin, from_team, verdict, agent_reviewed_at"
    assert requests(home, assigned, columns) == [("agent", "ALPHA", "handoff", plain("3 11:05"))]
    assert requests(home, unknown, columns) == [("agent", None, "no_team", None)]
    assert requests(home, by_a_human, columns) == [("human", "ALPHA", "handoff", None)]


def test_what_an_agent_opened_and_a_colleague_merged_is_the_principals_teams(home: Home) -> None:
    found = home.sql(
        "select opened_by, team_id from pull_request where pull_request_id in "
        f"('{assigned.id}', '{unknown.id}', '{by_a_human.id}') order by created_at, team_id nulls last"
    )
    assert found == [("agent", "ALPHA"), ("agent", None), ("human", "ALPHA")]


def test_the_wait_of_what_agents_opened_is_a_number_of_its_own(home: Home) -> None:
    found = home.sql(
        "select origin, handoff_count, picked_up_count from handoff_trend where period = 'all' "
        "and from_team = '*' and to_team = '*' and layer = 'review' and target = 'touch' and clock = 'wall' "
        "order by origin"
    )
    assert found == [("*", 7, 1), ("agent", 6, 1), ("human", 1, 0)]


def test_what_automation_completed_is_in_no_share_of_what_was_cancelled(home: Home) -> None:
    """One is dropped by a bot, and four are completed for nobody known."""
    [shares] = home.sql(
        "select cancelled_share * handoff_count, cancelled_by_tau_share * handoff_count, "
        "closed_by_automation_share * handoff_count "
        "from handoff_trend where period = 'all' and from_team = '*' and to_team = '*' and layer = 'ticket' "
        "and origin = '*' and target = 'touch' and clock = 'wall'"
    )
    assert [round(share, 9) for share in shares] == [1, 1, 4]


def test_no_published_table_names_an_agent(home: Home) -> None:
    names = ("claude", "helper")
    for (table,) in home.sql("select table_name from information_schema.tables where table_schema = 'main'"):
        if table == "metric_catalog":
            continue
        [(text,)] = home.sql(f"select coalesce(string_agg(lower(t::varchar), ' '), '') from {table} as t")
        assert [name for name in names if name in text] == [], table


def number_of(home: Home, ticket: Any) -> int:
    [(number,)] = home.warehouse_sql(
        f"select ticket_number from core.ticket where ticket_id = '{ticket.ticket.id}'"
    )
    return int(number)


def requests(home: Home, made: Any, columns: str) -> list[Any]:
    return home.sql(
        f"select {columns} from review_request where pull_request_id = '{made.id}' order by requested_at"
    )
