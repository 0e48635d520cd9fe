"""What readers add up, compare and join: deleted tickets, parts and containers, triage, bugs, the catalog."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from connectors.sandbox.server.server import serve
from tests.worlds.night import Home
from tests.worlds.story import Story, Telling, handoffs, june, organization_text, plain

story = Story()
story.world.ticket_types += ["Epic", "Sub-task", "Incident"]
FIRST, LAST = "11 12:00", "27 16:00"
HISTORY_FROM = "2025-06-10"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Looked at twice, since what is deleted must have been there."""
    home = Home(tmp_path_factory.mktemp("readers"))
    file = organization_text(items={"bug_types": ["incident"]})
    with serve(story.world, june(FIRST)) as sandbox:
        home.run(sandbox, file)
        sandbox.move_to(june(LAST))
        home.run(sandbox, file)
    yield home


def typed(ticket: Telling, type_: str) -> Telling:
    ticket.ticket.type = type_
    return ticket


deleted = story.ticket("9 10:00", "ann", "ALP", assignee="ann").change("9 11:00", "ann", assignee="bob")
deleted.ticket.deleted_at = june("14 10:00")
deleted_in_triage = story.ticket("9 10:00", "ann", "TRI")
deleted_in_triage.ticket.deleted_at = june("14 10:00")


def test_a_handoff_of_a_deleted_ticket_is_cancelled_with_the_last_look(home: Home) -> None:
    for ticket in (deleted, deleted_in_triage):
        [(outcome, start_outcome, ended_at)] = handoffs(home, ticket, "outcome, start_outcome, ended_at")
        assert (outcome, start_outcome, ended_at) == ("cancelled", "cancelled", plain(FIRST))


waiting = story.ticket("9 10:00", "ann", "ALP")
sub_task = typed(story.ticket("9 10:00", "bob", "BET"), "Sub-task")
epic = typed(story.ticket("9 10:00", "gus", "GAM"), "Epic")
blocker = story.ticket("9 10:00", "bob", "BET")
waiting.blocked_by("9 11:00", sub_task, epic, blocker)
sub_task.done("10 10:00", "bob")
blocker.done("11 10:00", "bob")
part = typed(story.ticket("9 10:00", "ann", "ALP"), "Sub-task")
asked = story.ticket("9 10:00", "bob", "BET")
part.blocked_by("9 11:00", asked)


def test_parts_and_containers_are_in_no_dependency_and_no_delivery(home: Home) -> None:
    """The epic stays open, and keeps no delivery from being one; only the counted blocker's counts."""
    assert handoffs(home, waiting) == [("delivery", "BETA", "ALPHA", "open")]
    assert handoffs(home, waiting, "released_at") == [(plain("11 10:00"),)]
    assert [row[0] for row in handoffs(home, blocker)] == ["dependency"]
    assert handoffs(home, asked) == handoffs(home, epic) == handoffs(home, sub_task) == []


def test_an_open_container_is_not_what_a_chain_waited_for_longest(home: Home) -> None:
    assert home.sql(
        f"select is_critical from chain_item where root_ticket_id = '{waiting.ticket.id}' "
        f"and work_item_id = '{blocker.ticket.id}'"
    ) == [(True,)]


in_triage = story.ticket("9 10:00", "ann", "TRI")
lost = story.ticket("9 10:00", "ann", "TRI", assignee="ann").change("10 10:00", "ann", assignee=None)
alone = story.ticket("9 10:00", "ann", "ALP").done("12 10:00", "ann")


def test_nobody_is_called_unowned_in_every_table(home: Home) -> None:
    for table in ("handoff", "handoff_pair", "handoff_week"):
        assert home.sql(f"select count(*) from {table} where to_team is null") == [(0,)]
        assert home.sql(f"select count(*) > 0 from {table} where to_team = 'UNOWNED'") == [(True,)]
    assert home.sql("select count(*) from handoff anti join team on team.team_id = handoff.to_team") == [(0,)]


def test_one_team_is_integrated_only_where_nothing_was_lost_in_triage(home: Home) -> None:
    found = dict(home.sql("select root_ticket_id, class from chain"))
    kinds = [found[str(each.ticket.id)] for each in (alone, lost, in_triage, waiting)]
    assert kinds == ["integrated", "lost in triage", "lost in triage", "chain"]


incident = typed(story.ticket("9 10:00", "ann", "ALP"), "Incident").done("12 11:00", "ann")


def test_bugs_are_what_the_organization_file_calls_so(home: Home) -> None:
    weeks = "select team_id, bug_count from velocity_week where bug_count > 0"
    assert home.sql(weeks) == [("ALPHA", 1)]


story.pull_request("8 10:00", "ann", alone, ("11 10:00", "review", "bob"), ("12 10:00", "merged", "ann"))
story.pull_request("11 10:00", "ann", alone, ("11 12:00", "review", "bob"), ("12 10:00", "merged", "ann"))


def test_chains_and_pull_requests_from_before_the_history_are_marked(home: Home) -> None:
    for table in ("chain", "pull_request"):
        assert home.sql(f"select count(*) from {table} where not is_observed") == [(0,)]
    file = yaml.safe_load(organization_text())
    for source in file["sources"]:
        source["history_from"] = HISTORY_FROM
    home.run_again(yaml.safe_dump(file))
    for table in ("chain", "pull_request"):
        wrong = f"select count(*) from {table} where is_observed <> (created_at >= date '{HISTORY_FROM}')"
        assert home.sql(wrong) == [(0,)]
        assert home.sql(f"select count(*) > 0 from {table} where not is_observed") == [(True,)]
    assert home.sql("select count(*) from pull_request where is_observed") == [(1,)]


def test_the_catalog_has_a_unit_for_every_number_and_adds_up_only_what_adds_up(home: Home) -> None:
    wordless = home.sql(
        "select table_name, column_name from metric_catalog inner join duckdb_columns() "
        "using (table_name, column_name) where unit = 'text' and data_type <> 'VARCHAR' order by all"
    )
    assert wordless == []
    units = dict(home.sql("select column_name, unit from metric_catalog"))
    for column in (
        "handoff_tax",
        "handoff_tax_business_with_platform",
        "flow_efficiency",
        "unknown_actor_action_ratio",
    ):
        assert units[column] == "share"
    axes = {
        (table, column): (teams, weeks)
        for table, column, teams, weeks in home.sql(
            "select table_name, column_name, is_additive_over_teams, is_additive_over_weeks "
            "from metric_catalog"
        )
    }
    assert axes["team_week", "completed_count"] == (True, True)
    assert axes["team_week", "open_end_count"] == (True, False)
    assert axes["velocity_week", "points"] == (False, True)
    assert axes["velocity_week", "lead_hours_p50"] == (False, False)
    assert axes["handoff_pair", "handoff_count"] == (True, None)
    assert axes["handoff_week", "wait_hours_p50"] == (False, False)
    # A review is in every chain whose tickets its pull request names, a team in many.
    assert axes["chain", "handoff_count"] == axes["chain", "team_count"] == (None, None)
