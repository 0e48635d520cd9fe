"""Named questions of `baton sql`, asked of the worked example: the columns that answer them, and rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.cli.questions import Question, questions
from tests.worlds.golden import GOLDEN
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]
# What each question's answer is made of.
COLUMNS = {
    "chains_or_one_team": "method dose chains integrated ratio low high shown",
    "distance_from_users": "quarter items from_customers reports never_reached hours_p50 hops self_shipped "
    "isolation grade",
    "doubtful_weeks": "iso_week team_id open_end_count grade doubts",
    "finished_last_week": "team_id completed_count points unestimated_count lead_days_p50 "
    "pull_request_merged_count",
    "handoff_tax": "team_count chains handoff_tax",
    "how_fresh": "source name state message whole_at age_hours",
    "longest_waits": "work_item_key from_team to_team kind days",
    "promises_kept": "team who_asks target items p85 promised attained kept",
    "queue_empty_when": "team open p50 p85 p95 p85_on grows with_arrivals p85_met tried",
    "queue_growth": "team quarter open_at_end net_flow wait_p50 low high",
    "quotable_figures": "iso_week team_id as_reported latest_value",
    "reorganization_effect": "began_on before after chains ratio low high verdict because",
    "wait_trend": "period_ends_on handoff_count open_count p50 low high picked_up_by_tau is_mature",
    "what_changed": "happened_on kind people sentence",
    "what_makes_numbers_doubtful": "source kind subject found_count of_count is_doubtful message",
    "what_may_be_said": "what_may_be_said",
    "which_teams_should_be_one": "group_id people waited saved_low saved_high stability is_clear",
    "who_delivers_alone": "team merged independent deployments own",
    "who_passes_work": "from_team to_team handoffs bounces open_now",
    "who_waits_here": "team asked_by open_now untouched oldest_days",
}


def ask(home: Home, *arguments: str) -> list[dict[str, Any]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    ended = subprocess.run(
        [Path(sys.executable).with_name("baton"), "sql", "--home", home.data.parent, *arguments, "--json"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return list(json.loads(ended.stdout))


def test_every_question_is_known_here() -> None:
    assert {each.name for each in questions()} == COLUMNS.keys()
    assert len(COLUMNS) >= 15


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_a_question_has_the_columns_that_answer_it(home: Home, question: Question) -> None:
    with duckdb.connect(home.published, read_only=True) as db:
        described = db.execute(question.text).description or []
    assert [column[0] for column in described] == COLUMNS[question.name].split()


def test_a_question_is_answered(home: Home) -> None:
    """But for what asks of more than this small world has: the demo answers them all (test_readme.py)."""
    with duckdb.connect(home.published, read_only=True) as db:
        empty = {each.name for each in questions() if not db.execute(each.text).fetchall()}
    assert empty == {"distance_from_users", "promises_kept", "reorganization_effect", "wait_trend"}


def test_who_passes_work_has_the_handoffs_of_the_worked_example(home: Home) -> None:
    pairs = Counter(
        (each["giver"], each["receiver"]) for each in EXPECTED["handoffs"] if each["kind"] != "review"
    )
    answered = ask(home, "--question", "who_passes_work")
    assert {(row["from_team"], row["to_team"]): row["handoffs"] for row in answered} == pairs


def test_a_team_is_asked_for_by_a_parameter(home: Home) -> None:
    """Of the worked example one handoff still waits, H6, and it waits for DATA."""
    [waiting] = [each for each in EXPECTED["handoffs"] if each["outcome"] == "open"]
    assert ask(home, "--question", "longest_waits", "--param", "team=ML") == []
    assert ask(home, "--question", "longest_waits", "--param", "team=DATA") == [
        {
            "work_item_key": waiting["item"],
            "from_team": waiting["giver"],
            "to_team": waiting["receiver"],
            "kind": waiting["kind"],
            "days": round(waiting["wall_h"] / 24, 1),
        }
    ]
