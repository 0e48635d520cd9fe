"""Teams that are renamed, split and merged while work goes on: this relabels, and hands nothing off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from connectors.sandbox.plan import Plan, plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from connectors.sandbox.world.tickets import Change, Ticket, Value
from connectors.sandbox.world.world import World
from tests.worlds.night import Home
from tests.worlds.planted import (
    assert_same,
    assert_truth_is_found,
    compared,
    found_completions,
    found_handoffs,
    planted_completions,
    planted_handoffs,
)

TURN = date(2026, 2, 2)
TURN_AT = datetime(2026, 2, 2, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
PLAIN = TURN_AT.replace(tzinfo=None)


@pytest.fixture(scope="module")
def planned() -> Plan:
    return plan(7, 300)


@pytest.fixture(scope="module")
def home(planned: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A night with the file as the sandbox has it: others are derived from what it landed."""
    home = Home(tmp_path_factory.mktemp("home"))
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, planned.organization)
    yield home


def file_of(planned: Plan) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    file: dict[str, Any] = yaml.safe_load(compared(planned.organization))
    return file, {team["id"]: team for team in file["teams"]}


def test_a_team_that_was_renamed_is_found_under_both_names_each_in_its_time(
    planned: Plan, tmp_path: Path
) -> None:
    file, teams = file_of(planned)
    teams["data"] |= {"name": "Data Platform", "former_names": [{"name": "Data Engineering", "to": TURN}]}
    teams["ml"] |= {"name": "Data Engineering", "former_names": [{"name": "Machine Learning", "to": TURN}]}
    for team in teams.values():
        team["owns"].pop("jira_team_values")
    home = Home(tmp_path)
    with serve(renamed(planned.world), DEFAULT_CLOCK) as sandbox:
        home.run(sandbox, yaml.safe_dump(file, sort_keys=False))
    texts = home.warehouse_sql(
        "select distinct team_value from core.ticket_state where team_value is not null"
    )
    assert {"Data Engineering", "Data Platform", "Machine Learning"} <= {text for [text] in texts}
    assert_truth_is_found(home, planned.truth, DEFAULT_CLOCK)


def renamed(world: World) -> World:
    """Values of the Team field that are set from the turn on have the team's new name."""
    names = {"data": "Data Platform", "ml": "Data Engineering"}
    new = {key: f"{key}-renamed" for key in names}
    teams = {team.key: team for team in world.teams}

    def value(name: str, given: Value, at: datetime) -> Value:
        return new.get(str(given), given) if name == "team" and at >= TURN_AT else given

    def ticket(one: Ticket) -> Ticket:
        return replace(
            one,
            initial={name: value(name, given, one.created_at) for name, given in one.initial.items()},
            changes=[
                Change(
                    change.id,
                    change.at,
                    change.actor,
                    tuple((name, value(name, given, change.at)) for name, given in change.fields),
                )
                for change in one.changes
            ],
        )

    return replace(
        world,
        teams=[*world.teams, *(replace(teams[key], key=new[key], name=name) for key, name in names.items())],
        tickets=[ticket(one) for one in world.tickets],
    )


def test_a_team_that_was_split_hands_nothing_off_to_what_came_of_it(planned: Plan, home: Home) -> None:
    """All that the team had is its first successor's from that day on; detectors over tickets."""
    file, teams = file_of(planned)
    file["handoffs"]["detectors"] = ["D1", "D2"]
    owners = file["statuses"]["owners"]
    statuses = [status for status, owner in owners.items() if owner == "data"]
    for status in statuses:
        del owners[status]
    teams["data"]["owns"]["jira_statuses"] = statuses
    members = teams["data"]["members"]
    gone = [stay for stay in members if stay.get("to") and stay["to"] <= TURN]
    after = [{**stay, "from": max(stay.get("from", TURN), TURN)} for stay in members if stay not in gone]
    before = [{**stay, "to": TURN} for stay in members if stay not in gone and stay.get("from", TURN) <= TURN]
    core = {**teams["data"], "id": "data-core", "from": TURN, "split_from": "data", "members": after}
    lab = {"id": "data-lab", "name": "Data Lab", "from": TURN, "split_from": "data"}
    teams["data"] |= {"to": TURN, "members": [*gone, *[stay for stay in before if stay.get("from") != TURN]]}
    file["teams"] += [core, lab]
    home.run_again(yaml.safe_dump(file, sort_keys=False))
    truth = planned.truth.at(DEFAULT_CLOCK)
    unseen = set(truth.gone_at)
    tickets = {row for row in planted_handoffs(truth, unseen) if row[1] != "D6"}
    assert_same(found_handoffs(home), {now(row) for row in tickets})
    assert any(now(row) != row for row in tickets)
    assert_same(
        found_completions(home),
        {
            (item, "data-core" if team == "data" and at >= PLAIN else team, at, points)
            for item, team, at, points in planted_completions(truth, unseen)
        },
    )
    assert home.warehouse_sql(
        "select distinct cause from flow.ownership "
        f"where owner = 'data-core' and from_at = timestamp '{PLAIN}'"
    ) == [("relabel",)]


def now(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A planted handoff with its teams as they were: the giver at its release, the receiver when asked."""
    item, detector, kind, role, giver, receiver, released_at, routed_at, *rest = row
    giver = "data-core" if giver == "data" and released_at >= PLAIN else giver
    receiver = "data-core" if receiver == "data" and routed_at >= PLAIN else receiver
    return (item, detector, kind, role, giver, receiver, released_at, routed_at, *rest)


def test_what_a_merged_team_had_is_its_heirs_from_then_on(planned: Plan, home: Home) -> None:
    file, teams = file_of(planned)
    file["handoffs"]["detectors"] = ["D1", "D2"]
    teams["mobile"] |= {"to": TURN, "merged_into": "frontend"}
    home.run_again(yaml.safe_dump(file, sort_keys=False))
    assert home.warehouse_sql(
        "select count(*) from flow.ownership "
        f"where owner = 'mobile' and coalesce(to_at, 'infinity') > '{PLAIN}'"
    ) == [(0,)]
    assert home.warehouse_sql(
        "select team_id from core.team_claim where kind = 'project' and value = 'mob' order by from_at"
    ) == [("mobile",), ("frontend",)]
    assert home.warehouse_sql(
        "select team_id, to_at = 'infinity' from core.team_member where person_id = 'thea' order by from_at"
    ) == [("mobile", False), ("frontend", True)]
    relabels = home.warehouse_sql(
        f"select owner, cause from flow.ownership where from_at = timestamp '{PLAIN}' group by all"
    )
    assert relabels == [("frontend", "relabel")]
    away = {"mobile", "frontend"}
    truth = planned.truth.at(DEFAULT_CLOCK)
    planted = {row for row in planted_handoffs(truth, set(truth.gone_at)) if row[1] != "D6"}
    met = {row[0] for row in planted if away & {row[4], row[5]}}
    assert_same(
        {row for row in found_handoffs(home) if row[0] not in met},
        {row for row in planted if row[0] not in met},
    )
