"""An agent asks `baton mcp` of the worked example, over stdio: it gets the numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds.agent import Call, Refused, ask_all, tools
from tests.worlds.golden import GOLDEN
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]
QUEUE = EXPECTED["data_queue"]
FORECAST = QUEUE["mc_weeks_to_clear"]
DATA_WEEKS = EXPECTED["backlog"]["DATA"]
# A question, the SQL that an agent answers it with, and the value that the worked example has.
ASKED: list[tuple[str, str, Any]] = []
for handoff in EXPECTED["handoffs"]:
    if handoff["kind"] == "review":
        continue
    key = "TRI-1" if handoff["item"] == "PROD-1" else handoff["item"]
    kind, role = handoff["kind"], handoff["role"]
    of_it = f"from handoff where work_item_key = '{key}' and kind = '{kind}' and role = '{role}'"
    ASKED.append((f"how long {handoff['id']} waited", f"select elapsed_hours {of_it}", handoff["wall_h"]))
    ASKED.append(
        (f"working hours of {handoff['id']}", f"select elapsed_business_hours {of_it}", handoff["bh"])
    )
    ASKED.append((f"what became of {handoff['id']}", f"select outcome {of_it}", handoff["outcome"]))
for team, weeks in EXPECTED["velocity"].items():
    for week, cell in weeks.items() if isinstance(weeks, dict) else ():
        if cell[0]:
            of_it = f"from velocity_week where team_id = '{team}' and iso_week = '{week}'"
            ASKED.append((f"points of {team} in {week}", f"select points {of_it}", cell[1]))
for week, flow in DATA_WEEKS.items():
    of_it = f"from team_week where team_id = 'DATA' and iso_week = '{week}'"
    ASKED.append((f"open in DATA after {week}", f"select open_end_count {of_it}", flow["end"]))
for root, lead in (("ML-1", "ML-1"), ("TRI-1", "PROD-1"), ("DATA-3", "DATA-3")):
    of_it = f"from chain where root_ticket_key = '{root}'"
    ASKED.append((f"lead time of {root}", f"select lead_hours {of_it}", EXPECTED["items"][lead]["lead_h"]))
ASKED += [
    (
        "the tax of all work",
        "select round(sum(wait_hours) / sum(lead_hours), 6) from chain where state in ('done', 'open') "
        "and root_ticket_key not in ('ML-4', 'DATA-2')",
        EXPECTED["handoff_tax"]["portfolio"]["wall"],
    ),
    (
        "say/do of the sprint",
        "select say_do_points from sprint where team_id = '*'",
        EXPECTED["say_do"]["S7"]["say_do_points"],
    ),
    (
        "pickup of a review",
        "select pickup_hours from pull_request where pull_request_key like '%#101'",
        EXPECTED["prs"]["101"]["pickup_h"],
    ),
    (
        "what ML and DATA waited for each other",
        "select wait_business_hours from merge_option where group_id = 'DATA+ML'",
        EXPECTED["reorg_whatif"]["pair_wait_bh"]["DATA|ML"],
    ),
]


@pytest.fixture(scope="module")
def answers(home: Home) -> dict[str, dict[str, Any] | Refused]:
    calls: list[Call] = [("run_sql", {"sql": query}) for _, query, _ in ASKED]
    names = [name for name, _, _ in ASKED]
    return dict(zip(names, ask_all(home.data.parent, calls), strict=True))


def test_thirty_questions_and_more_are_asked() -> None:
    assert len({name for name, _, _ in ASKED}) >= 30


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, _, value in ASKED])
def test_an_agent_gets_the_number_of_the_worked_example(
    answers: dict[str, dict[str, Any] | Refused], name: str, value: Any
) -> None:
    answered = answers[name]
    assert not isinstance(answered, Refused), answered
    assert answered["rows"] == [[value]]
    assert (answered["is_complete"], answered["is_cut"]) == (True, False)
    assert answered["rows_by_grade"] != {}


def test_named_questions_answer_agents_as_they_answer_people(home: Home) -> None:
    when, waits, wrong = ask_all(
        home.data.parent,
        [
            ("ask_question", {"name": "queue_empty_when", "parameters": {"team": "DATA"}}),
            ("ask_question", {"name": "longest_waits"}),
            ("ask_question", {"name": "longest_waits", "parameters": {"team": "DTA"}}),
        ],
    )
    assert not isinstance(when, Refused) and not isinstance(waits, Refused)
    names = [column["name"] for column in when["columns"]]
    row = dict(zip(names, when["rows"][0], strict=True))
    assert (row["p50"], row["p85"], row["p95"]) == (FORECAST["p50"], FORECAST["p85"], FORECAST["p95"])
    assert [each[0] for each in waits["rows"]] == ["ML-2"]
    assert "no team has this id" in str(wrong)


def test_an_agent_finds_out_what_there_is_before_it_asks(home: Home) -> None:
    listed, described, unknown, contract, questions = ask_all(
        home.data.parent,
        [
            ("list_tables", {}),
            ("describe_table", {"name": "handoff"}),
            ("describe_table", {"name": "handof"}),
            ("contract", {}),
            ("list_questions", {}),
        ],
    )
    assert isinstance(unknown, Refused) and "did you mean handoff?" in unknown
    assert not isinstance(listed, Refused) and not isinstance(described, Refused)
    assert not isinstance(contract, Refused) and not isinstance(questions, Refused)
    assert (listed["is_complete"], "One row per handoff" in listed["tables"]["handoff"]) == (True, True)
    assert described["columns"]["elapsed_hours"]["unit"] == "hours"
    assert contract["tables"]["handoff"]["key"] == ["handoff_id"]
    assert "longest_waits" in questions


def test_an_agent_is_told_from_which_work_a_number_comes(home: Home) -> None:
    story, answer, unknown = ask_all(
        home.data.parent,
        [("explain", {"name": "ML-2"}), ("explain", {"name": "merge_option"}), ("explain", {"name": "-h"})],
    )
    assert not isinstance(story, Refused) and not isinstance(answer, Refused)
    assert story["items"][0]["handoffs"][0]["outcome"] == "open"
    assert answer["sentences"]
    assert isinstance(unknown, Refused) and "nothing is called '-h'" in unknown


def test_all_tools_only_read(home: Home) -> None:
    assert set(tools(home.data.parent).values()) == {True}
