"""What is planted is found again when the file knows less, names change, or the clocks stand elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from connectors.sandbox.plan import Plan, plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK, REPORT_ZONE
from connectors.sandbox.server.server import serve
from tests.worlds.night import Checks, Home
from tests.worlds.perturbed import (
    elsewhere,
    involving,
    misplaced,
    renamed,
    split,
    with_file,
    without_people,
)
from tests.worlds.planted import (
    TICKETS,
    assert_same,
    assert_truth_is_found,
    compared,
    found_handoffs,
    plain,
    planted_handoffs,
)

pytestmark = pytest.mark.heavy

SEEDS = range(21, 31)


def night(planned: Plan, directory: Path) -> tuple[Home, Checks]:
    """A home after one night, and how the checks of that night came out."""
    home = Home(directory)
    has_its_own = "handoffs" in yaml.safe_load(planned.organization)
    organization = planned.organization if has_its_own else compared(planned.organization)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        checks = home.run(sandbox, organization)
    return home, checks


@pytest.mark.parametrize("seed", SEEDS)
def test_with_a_tenth_of_the_people_missing_the_handoffs_of_the_others_are_found(
    seed: int, tmp_path: Path
) -> None:
    """A handoff cannot be told where somebody had a hand in it, or in a linked item, whom nobody knows."""
    planned, missing = without_people(plan(seed, TICKETS), every=10)
    home, checks = night(planned, tmp_path)
    blurred = involving(planned.world, missing)
    truth = planned.truth.at(DEFAULT_CLOCK)
    clear = planted_handoffs(truth, set(truth.gone_at) | blurred)
    assert len(clear) > 50
    assert_same({row for row in found_handoffs(home) if row[0] not in blurred}, clear)
    [(unknown,)] = home.sql("select unknown_actor_action_ratio from publish_info")
    assert 0.02 < unknown < 0.3
    people = checks["flow__action_people_have_teams"]
    assert not people.passed
    assert "does not name" in str(people.metadata["first"].value)


def test_with_everybody_in_the_file_no_actor_is_unknown(tmp_path: Path) -> None:
    home, _ = night(plan(21, TICKETS), tmp_path)
    assert home.sql("select unknown_actor_action_ratio from publish_info") == [(0,)]


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_with_a_tenth_of_the_people_in_a_wrong_team_answers_are_trusted_less(
    seed: int, tmp_path: Path
) -> None:
    """Invented handoffs come of it. Whom Baton names is wrong in the file; nobody is where it is right."""
    planned = plan(seed, TICKETS)
    right, _ = night(planned, tmp_path / "right")
    corrupted, wrong = misplaced(planned, every=10)
    home, _ = night(corrupted, tmp_path / "wrong")
    assert right.warehouse_sql("from flow.member_elsewhere") == []
    named = {person for (person,) in home.warehouse_sql("select person_id from flow.member_elsewhere")}
    assert named and named <= wrong
    answer = "select grade, doubts, is_clear from merge_option where group_id = '*'"
    [(grade_before, _, _)], [(grade, doubts, is_clear)] = right.sql(answer), home.sql(answer)
    assert grade > grade_before and "member_elsewhere" in doubts and not is_clear


@pytest.mark.parametrize("seed", SEEDS)
def test_with_every_team_renamed_in_the_middle_the_same_is_found(seed: int, tmp_path: Path) -> None:
    planned = renamed(plan(seed, TICKETS), DEFAULT_CLOCK - timedelta(days=270))
    home, _ = night(planned, tmp_path)
    [(names,)] = home.warehouse_sql(
        "select count(distinct team_value) from core.ticket_state where team_value is not null"
    )
    assert names > 8
    assert_truth_is_found(home, planned.truth, DEFAULT_CLOCK)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_team_that_is_split_in_the_middle_hands_nothing_off_to_what_comes_of_it(
    seed: int, tmp_path: Path
) -> None:
    """Every planted handoff with its teams as they were called then, its role and its outcome."""
    turn = date(2025, 9, 22)
    planned = plan(seed, TICKETS)
    home, _ = night(split(planned, "frontend", turn), tmp_path)
    local = datetime(turn.year, turn.month, turn.day, tzinfo=ZoneInfo(REPORT_ZONE))
    turn_at = local.astimezone(UTC).replace(tzinfo=None)
    truth = planned.truth.at(DEFAULT_CLOCK)

    def then(team: str | None, at: datetime | None) -> str | None:
        return "frontend now" if team == "frontend" and at is not None and at >= turn_at else team

    planted = {
        (item, detector, kind, role, then(giver, released), then(receiver, routed), released, routed, *rest)
        for item, detector, kind, role, giver, receiver, released, routed, *rest in planted_handoffs(
            truth, set(truth.gone_at)
        )
    }
    assert {"frontend", "frontend now"} <= {row[4] for row in planted}
    assert_same(found_handoffs(home), planted)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_all_clocks_in_another_zone_every_instant_is_the_same(seed: int, tmp_path: Path) -> None:
    planned = elsewhere(plan(seed, TICKETS))
    home, _ = night(planned, tmp_path)
    assert_truth_is_found(home, planned.truth, DEFAULT_CLOCK)


@pytest.mark.parametrize("seed", SEEDS)
def test_requests_that_are_planted_are_found(seed: int, tmp_path: Path) -> None:
    """All detectors are on; a request's role depends on which, so that it is left out."""
    planned = plan(seed, TICKETS)
    file = yaml.safe_load(planned.organization)
    file["handoffs"] = {"detectors": ["D1", "D2", "D3", "D4", "D5", "D6"]}
    home, _ = night(with_file(planned, file), tmp_path)
    truth = planned.truth.at(DEFAULT_CLOCK)
    planted = {
        (
            row.work_item,
            row.from_team,
            row.to_team or "UNOWNED",
            plain(row.released_at),
            plain(row.routed_at),
            plain(row.touched_at),
            plain(row.started_at),
            plain(row.ended_at),
            row.outcome,
        )
        for row in truth.requests
        if row.work_item not in truth.gone_at
    }
    found = set(
        home.sql(
            """
            select work_item_kind || ':' || work_item_id, from_team, to_team, released_at, routed_at,
                touched_at, started_at, ended_at, outcome
            from handoff
            where kind = 'request'
            """
        )
    )
    assert_same(found, planted)
