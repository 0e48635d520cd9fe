"""`baton explain` of whole answers, on a sandbox: its counts add up to the tables, and lead to events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import serve
from pipelines.cli.answers import ANSWERS
from tests.pipelines.cli.explaining import Explain, lines
from tests.worlds.night import Home

# Enough that there is something in every part of every answer.
TICKETS = 900


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("answers")
    planned = plan(7, TICKETS)
    with serve(planned.world, DEFAULT_CLOCK) as sandbox:
        Home(directory).run(sandbox, planned.organization)
    yield directory


@pytest.fixture
def home(directory: Path) -> Home:
    return Home(directory)


def told(explain: Explain, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(explain(name, "--json")[1])
    return answer


def one(home: Home, query: str) -> Any:
    [(value,)] = home.sql(query)
    return value


def total(rows: list[dict[str, Any]], column: str) -> int:
    return sum(row[column] for row in rows)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_says_what_from_which_work_where_to_look_and_what_to_doubt(
    name: str, explain: Explain
) -> None:
    code, out, err = explain(name)
    said = lines(out)
    assert (code, err) == (0, "")
    assert said[0] == ANSWERS[name].title
    assert all(heading in said for heading in ANSWERS[name].parts.values())
    assert said[said.index("Doubts") + 1]
    assert any(line.startswith("Grade ") for line in said)
    assert any(line.startswith("chain_broken, jira assignee: ") for line in said)
    assert said[-1] == "As of 2026-07-06 06:00:00 UTC."
    assert "\x1b" not in out
    assert all(told(explain, name)[part] for part in ("sentences", "doubts", *ANSWERS[name].parts))


@pytest.mark.parametrize("name", ANSWERS)
def test_what_an_answer_names_is_explained_in_turn(name: str, explain: Explain) -> None:
    for row in told(explain, name)["longest"]:
        code, out, _ = explain(row["key"])
        assert code == 0
        assert lines(out)[0].startswith(f"{row['key']} (")


def test_all_chains_in_the_weeks_of_a_reorganization_are_compared_or_left_out(
    explain: Explain, home: Home
) -> None:
    answer = told(explain, "reorg_effect")
    assert [row["began_on"] for row in answer["effects"]] == ["2026-02-09", "2025-10-06"]
    for effect in answer["effects"]:
        counted = [row for row in answer["units"] if row["began_on"] == effect["began_on"]]
        left_out = [row for row in answer["left_out"] if row["began_on"] == effect["began_on"]]
        there = one(
            home,
            f"""
            select count(*) from chain, reorg_effect
            where began_on = date '{effect["began_on"]}'
                and created_at >= began_at - pre_weeks::integer * interval 7 days
                and created_at < settled_at + (6 + post_weeks::integer) * interval 7 days
            """,
        )
        found = total(counted, "chains_before") + total(counted, "chains_after")
        assert found + total(left_out, "chains") == there


def test_the_handoffs_of_each_pair_are_those_of_the_groups_of_a_merger(explain: Explain, home: Home) -> None:
    answer = told(explain, "merge_option")
    [whole] = [row for row in answer["groups"] if row["teams"] == "all groups"]
    assert whole["handoffs"] == one(home, "select handoff_count from merge_option where group_id = '*'")
    assert total(answer["pairs"], "handoffs") == whole["handoffs"]


def test_all_tickets_that_machine_learning_had_are_of_an_origin_or_left_out(
    explain: Explain, home: Home
) -> None:
    answer = told(explain, "ml_distance")
    had = one(home, "select count(distinct ticket_id) from ownership where team_id = 'ml'")
    assert total(answer["origins"], "of_all_history") + total(answer["left_out"], "tickets") == had


def test_merged_pull_requests_and_deployments_are_counted_or_left_out(explain: Explain, home: Home) -> None:
    answer = told(explain, "independence_week")
    [everybody] = [row for row in answer["teams"] if row["team"] == "All teams"]
    assert total(answer["units"], "pull_requests") == everybody["merged"]
    weeks = "at >= timestamp '2026-06-08 04:00' and {0}_at < timestamp '2026-07-06 04:00'"
    merged = one(home, f"select count(*) from pull_request where merged_{weeks.format('merged')}")
    assert merged == everybody["merged"]
    deployed = one(home, f"select count(*) from deployment where deployed_{weeks.format('deployed')}")
    elsewhere = [row for row in answer["left_out"] if "no single team" not in row["reason"]]
    assert everybody["deployments"] + total(elsewhere, "deployments") == deployed


def test_all_handoffs_are_asked_of_a_team_or_left_out(explain: Explain, home: Home) -> None:
    answer = told(explain, "platform_service")
    handoffs = one(home, "select count(*) from handoff")
    assert total(answer["teams"], "asked") + total(answer["left_out"], "handoffs") == handoffs
    [platform] = [row for row in answer["teams"] if row["platform"]]
    assert total(answer["requesters"], "requests") == platform["asked"]


def test_the_pairs_of_a_quarter_are_all_told_of(explain: Explain, home: Home) -> None:
    answer = told(explain, "interaction_mode")
    of_quarter = "from interaction_mode where quarter_starts_on = date '2026-04-01'"
    assert total(answer["units"], "pairs") == one(home, f"select count(*) {of_quarter}")
    assert total(answer["units"], "items") == one(home, f"select sum(item_count) {of_quarter}")
    assert answer["sentences"][0].startswith("In the quarter from 2026-04-01, of ")


def test_all_chains_are_compared_in_the_integration_ratio_or_left_out(explain: Explain, home: Home) -> None:
    answer = told(explain, "integration_ratio")
    chains = one(home, "select count(*) from chain")
    assert total(answer["units"], "chains") + total(answer["left_out"], "chains") == chains


def test_a_name_that_is_nearly_an_answer_is_told_the_answer(explain: Explain) -> None:
    code, out, err = explain("ml-distance")
    assert (code, out) == (2, "")
    assert "did you mean ml_distance?" in err
    assert f"or one of {', '.join(ANSWERS)}" in err
