"""Which waits a merger could save: those between teams that are there, as far as they lie in the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.sandbox.world.tickets import Comment, Ticket
from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, Story, Telling, handoffs, organization_document, plain, told
from tests.worlds.story import organization_text as text_of

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    members = {**MEMBERS, "EMPTY": []}
    teams = organization_document(members)["teams"]
    for team in teams:
        if team["id"] == "GAMMA":
            team["to"] = "2025-06-24"
    text = text_of(members, teams=teams)
    with told(story, tmp_path_factory.mktemp("merge"), "27 16:00", text) as home:
        yield home


def winter(day: str) -> datetime:
    return datetime.fromisoformat(f"2024-12-{day}").replace(tzinfo=UTC)


def of_winter(reporter: str, project: str, created: str, touched: str, by: str) -> Telling:
    number = story.number()
    key = f"{project}-{number}"
    initial = {"summary": key, "key": key, "project": project, "status": "To Do"}
    ticket = Ticket(10_000 + number, "Story", reporter, winter(created), dict(initial))
    ticket.comments.append(Comment(story.number(), winter(touched), by))
    story.world.tickets.append(ticket)
    return Telling(story, ticket)


# As of Friday 27 June 2025 16:00 the window begins on Friday 27 December 2024 16:00.
over_the_edge = of_winter("ann", "BET", "26T09:00", "30T10:00", "bob")
before_it = of_winter("ann", "BET", "16T09:00", "17T10:00", "bob")

wanted = story.ticket("2 09:00", "bob", "BET")
for moment in ("3 09:00", "4 09:00"):
    waiting = story.ticket("2 09:00", "ann", "ALP", status="Waiting", assignee="ann")
    waiting.blocked_by(moment, wanted)
wanted.comment("5 11:00", "bob")

for_the_ended = story.ticket("2 09:00", "ann", "GAM")
still_open = story.ticket("26 09:00", "ann", "BET")
own = story.ticket("9 09:00", "bob", "BET")
own.comment("9 12:00", "bea")


def waits(home: Home, ticket: Telling) -> list[tuple[str, str, float, int]]:
    """What is counted of the chain of a ticket."""
    return home.warehouse_sql(
        f"""
        select from_team, to_team, business_hours, handoff_count from flow.merge_wait
        where chain_key in (
            select wait.chain_key from flow.wait as wait
            inner join flow.handoff as handoff on handoff.handoff_number = wait.wait_number
            inner join core.ticket as ticket on ticket.ticket_number = handoff.ticket_number
            where wait.population = 'handoff' and ticket.ticket_id = '{ticket.ticket.id}'
        )
        order by all
        """
    )


def test_a_wait_counts_with_the_part_that_lies_in_the_window(home: Home) -> None:
    """The last hour of the Friday, and the first of Monday."""
    assert handoffs(home, over_the_edge, "elapsed_business_hours") == [(17.0,)]
    assert waits(home, over_the_edge) == [("ALPHA", "BETA", 2.0, 1)]
    assert waits(home, before_it) == []


def test_overlapping_waits_of_one_ticket_for_one_pair_count_once(home: Home) -> None:
    """From the 3rd and from the 4th at 09:00 to the 5th at 11:00: 18 hours and not 28."""
    assert len(handoffs(home, wanted)) == 2
    assert sum(row[2] for row in waits(home, wanted)) == 18.0


def test_a_wait_that_goes_on_counts_as_long_as_it_has(home: Home) -> None:
    assert waits(home, still_open) == [("ALPHA", "BETA", 15.0, 1)]


def test_a_team_that_has_ended_is_no_longer_asked_for(home: Home) -> None:
    assert waits(home, for_the_ended) == []
    assert home.warehouse_sql("select team_id from flow.merge_team order by all") == [
        ("ALPHA",),
        ("BETA",),
        ("EMPTY",),
    ]


def test_a_team_without_known_members_has_no_size_and_stays_alone(home: Home) -> None:
    assert home.sql("select people_count, sentence from merge_option where group_id = 'EMPTY'") == [
        (None, "EMPTY stays as it is.")
    ]
    assert home.sql("select people_count from merge_option where group_id = '*'") == [(None,)]


def test_members_are_those_of_now_and_a_reorganization_in_the_window_is_named(home: Home) -> None:
    """On the 16th three left ALPHA, and mov and joins came to BETA, returns on the 18th."""
    assert home.warehouse_sql(
        "select team_id, people_count, reorganized_at from flow.merge_team "
        "where people_count is not null order by all"
    ) == [("ALPHA", 2, plain("16 00:00")), ("BETA", 5, plain("18 00:00"))]
    [(teams,)] = home.sql("select reorganized_team_ids from merge_option where group_id = 'ALPHA+BETA'")
    assert teams == "ALPHA, BETA"


def test_what_members_ask_their_own_team_for_is_an_internal_request(home: Home) -> None:
    found = home.warehouse_sql(
        "select request.is_internal, request.business_hours from flow.merge_request as request "
        f"inner join core.ticket using (ticket_number) where ticket_id = '{own.ticket.id}'"
    )
    assert found == [(True, 3.0)]


def test_every_team_is_in_one_group_and_hours_add_up(home: Home) -> None:
    [(teams, groups)] = home.sql(
        "select string_agg(team_ids, ', ' order by group_id) filter (where group_id <> '*'), "
        "max(team_ids) filter (where group_id = '*') from merge_option"
    )
    assert sorted(teams.split(", ")) == sorted(groups.split(", ")) == ["ALPHA", "BETA", "EMPTY"]
    [(inside, movable, beside)] = home.sql(
        "select wait_business_hours, movable_business_hours, third_team_business_hours "
        "from merge_option where group_id = '*'"
    )
    [(every,)] = home.warehouse_sql("select sum(business_hours) from flow.merge_wait")
    assert inside + beside == pytest.approx(movable) == pytest.approx(every)
