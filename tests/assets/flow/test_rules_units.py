"""What is compared as integrated work or chain: who was in it by when, how large it is, what an epic is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.story import Story, Telling, june, organization_text, plain, told

AS_OF = "27 16:00"
HISTORY_FROM = "2025-06-03"

story = Story()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("units"))
    with serve(story.world, june(AS_OF)) as sandbox:
        home.run(sandbox, organization_text())
    yield home


def taken_at(created: str, passed: str) -> Telling:
    """A ticket of ALPHA's that goes to BETA."""
    ticket = story.ticket(created, "ann", "ALP", assignee="ann")
    return ticket.change(passed, "ann", assignee="bob").done("25 10:00", "bob")


# From a Monday at 10:00 five business days last to the next at 10:00, from a Saturday to the second Monday.
in_time, too_late = taken_at("2 10:00", "9 09:59"), taken_at("2 10:00", "9 10:01")
over_weekend, on_monday = taken_at("7 12:00", "13 16:00"), taken_at("7 12:00", "16 09:00")
young = taken_at("23 10:00", "24 10:00")


def teams(home: Home, ticket: Telling) -> tuple[int, int | None]:
    [found] = home.sql(
        f"select team_count, landmark_team_count from chain where root_ticket_id = '{ticket.ticket.id}'"
    )
    return found


@pytest.mark.parametrize(
    ("ticket", "by_then"), [(in_time, 2), (too_late, 1), (over_weekend, 2), (on_monday, 1), (young, None)]
)
def test_a_team_counts_at_the_landmark_if_it_came_in_the_first_five_business_days(
    home: Home, ticket: Telling, by_then: int | None
) -> None:
    assert teams(home, ticket) == (2, by_then)


def blocked(linked: str) -> Telling:
    """A ticket of ALPHA's that waits for BETA's, which was there before it was linked."""
    blocker = story.ticket("1 10:00", "bob", "BET", assignee="bob")
    root = story.ticket("2 10:00", "ann", "ALP", assignee="ann")
    return root.blocked_by(linked, blocker)


linked_soon, linked_late = blocked("4 10:00"), blocked("17 10:00")


def test_the_owner_of_a_blocker_is_there_from_the_link_on(home: Home) -> None:
    """Else what is known only later would decide by which teams a chain is classed."""
    assert (teams(home, linked_soon), teams(home, linked_late)) == ((2, 2), (2, 1))


def routed(moment: str) -> Telling:
    """A ticket that ALPHA gave to triage, from where it came to GAMMA."""
    ticket = story.ticket("2 10:00", "ann", "ALP", assignee="ann")
    return ticket.change("3 10:00", "ann", project="TRI", assignee=None).change(
        moment, "gus", components=("engine",)
    )


found_soon, found_late = routed("5 10:00"), routed("18 10:00")


def test_who_gets_it_from_triage_is_there_from_then_on(home: Home) -> None:
    assert (teams(home, found_soon), teams(home, found_late)) == ((2, 2), (2, 1))


sized = [story.ticket("4 10:00", "ann", "ALP", points=points) for points in (0.5, 1.5, 4, 5, 6)]
of_one = story.ticket("4 10:00", "ann", "ALP")
of_three = story.ticket("4 10:00", "ann", "ALP").blocked_by(
    "4 11:00", story.ticket("4 10:00", "ann", "ALP"), story.ticket("4 10:00", "ann", "ALP")
)


def test_a_bucket_has_what_is_above_the_one_before(home: Home) -> None:
    keys = ", ".join(f"'{each.ticket.id}'" for each in sized)
    found = home.sql(
        f"select size_at_start, size_bucket from chain where root_ticket_id in ({keys}) order by all"
    )
    assert found == [(0.5, "1"), (1.5, "2"), (4, "5"), (5, "5"), (6, "8+")]


def test_without_an_estimate_and_pull_requests_the_tickets_tell_the_size(home: Home) -> None:
    for ticket, bucket in ((of_one, "1 ticket"), (of_three, "3+ tickets")):
        assert home.sql(
            f"select size_at_start, size_bucket from chain where root_ticket_id = '{ticket.ticket.id}'"
        ) == [(None, bucket)]


lost = story.ticket("4 10:00", "ann", "TRI")
logged = story.ticket("4 10:00", "ann", "ALP").done("4 10:04", "ann")


def test_what_is_lost_in_triage_written_down_afterwards_or_before_the_history_is_not_compared(
    home: Home,
) -> None:
    uncounted = "select root_ticket_id from chain where not is_unit"
    assert sorted(home.sql(uncounted)) == sorted([(str(lost.ticket.id),), (str(logged.ticket.id),)])
    file = yaml.safe_load(organization_text())
    for source in file["sources"]:
        source["history_from"] = HISTORY_FROM
    home.run_again(yaml.safe_dump(file))
    early = f"from chain where created_at < date '{HISTORY_FROM}'"
    assert home.sql(f"select count(*) filter (where is_unit), count(*) > 5 {early}") == [(0, True)]


epics = Story()
epics.world.ticket_types += ["Epic"]


def epic(*parts: tuple[str, str, str | None, str]) -> Telling:
    """An epic with tickets: created, project, closed, resolution."""
    container = epics.ticket("2 09:00", "ann", "ALP")
    container.ticket.type = "Epic"
    for created, project, closed, resolution in parts:
        person = {"ALP": "ann", "BET": "bob"}[project]
        ticket = epics.ticket(created, person, project, assignee=person, parent=str(container.ticket.id))
        if closed:
            ticket.done(closed, person, resolution)
    return container


of_one_team = epic(("3 10:00", "ALP", "10 10:00", "Done"), ("4 10:00", "ALP", "12 10:00", "Done"))
of_two_teams = epic(("3 10:00", "ALP", "10 10:00", "Done"), ("4 10:00", "BET", "6 10:00", "Done"))
unfinished = epic(("3 10:00", "ALP", "10 10:00", "Done"), ("5 10:00", "ALP", None, ""))
partly_cancelled = epic(("3 10:00", "ALP", "5 10:00", "Done"), ("4 10:00", "ALP", "9 10:00", "Won't Do"))
cancelled = epic(("3 10:00", "ALP", "9 10:00", "Won't Do"))
alone = epics.ticket("3 10:00", "ann", "ALP").done("4 10:00", "ann")


@pytest.fixture(scope="module")
def epic_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(epics, tmp_path_factory.mktemp("epics"), AS_OF) as home:
        yield home


def test_where_most_tickets_have_an_epic_epics_are_compared_and_nothing_else(epic_home: Home) -> None:
    found = epic_home.warehouse_sql(
        """
        select ticket.key, unit.state, unit.class, unit.team_count, unit.created_at, unit.ended_at
        from flow.work_unit as unit
        inner join core.ticket as ticket on ticket.ticket_number = unit.unit_number
        """
    )
    began = plain("3 10:00")
    assert sorted(found) == sorted(
        [
            (of_one_team.key, "done", "integrated", 1, began, plain("12 10:00")),
            (of_two_teams.key, "done", "chain", 2, began, plain("10 10:00")),
            (unfinished.key, "open", "integrated", 1, began, plain(AS_OF)),
            (partly_cancelled.key, "done", "integrated", 1, began, plain("5 10:00")),
            (cancelled.key, "cancelled", "integrated", 1, began, plain("9 10:00")),
        ]
    )
    assert epic_home.sql("select distinct is_unit from chain") == [(False,)]
    assert epic_home.sql("select distinct unit from integration_ratio where method = 'raw'") == [("epic",)]
    assert epic_home.sql(
        f"select epic_key from chain where root_ticket_id = '{alone.ticket.id}' "
        "union all select distinct epic_key from chain where epic_key is not null order by all nulls first"
    ) == [
        (None,),
        *sorted((each.key,) for each in (of_one_team, of_two_teams, unfinished, partly_cancelled, cancelled)),
    ]


def test_of_work_of_one_kind_alone_nothing_is_claimed_but_the_bound(epic_home: Home) -> None:
    [(level, sentence)] = epic_home.sql(
        "select claim_level, sentence from integration_ratio where method = 'portfolio'"
    )
    assert level is None
    assert sentence.startswith("Whether chains take longer cannot be told: too few")
    assert "0 % was waiting between teams" in sentence
