"""Who gave an agent its ticket is what a change says, and nobody is guessed where that change is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.worlds.landed_jira import END, HandMade, item, march
from tests.worlds.night import Home

ORGANIZATION = """\
name: By hand
timezone: UTC
sources: [{name: jira, kind: jira, url: "https://hand.example.net", user_env: U, token_env: T%s}]
teams:
  - {id: data, name: Data, members: [{person: ana}]}
  - {id: ml, name: ML, members: [{person: ben}]}
people: [{id: ana, accounts: {jira: [acc-ana]}}, {id: ben, accounts: {jira: [acc-ben]}}]
agents: {jira: [acc-agent]}
"""
AGENT, WORK = {"accountId": "acc-agent"}, item("status", "1", "3")


def told() -> HandMade:
    """Everything is reported by ana, and begun by the agent."""
    jira = HandMade()
    begun: dict[str, Any] = {"status": jira.status("3")}

    whole = jira.issue(1, "PAY-1", assignee=AGENT, **begun)
    jira.change(whole, 11, march(2), item("assignee", None, "acc-agent"), author="acc-ben")

    from_the_start = jira.issue(2, "PAY-2", assignee=AGENT, **begun)

    first_lost = jira.issue(3, "PAY-3", assignee={"accountId": "acc-ana"}, **begun)
    jira.change(first_lost, 32, march(4), item("assignee", "acc-agent", "acc-ana"), author="acc-ben")

    last_lost = jira.issue(4, "PAY-4", assignee=AGENT, **begun)
    jira.change(last_lost, 41, march(2), item("assignee", None, "acc-ben"), author="acc-ben")

    again = jira.issue(5, "PAY-5", assignee=AGENT, **begun)
    jira.change(again, 51, march(2), item("assignee", "acc-agent", "acc-ana"), author="acc-ana")
    jira.change(again, 52, march(2, 12), item("assignee", "acc-ana", "acc-agent"), author="acc-ben")

    for number, ticket in enumerate((whole, from_the_start, first_lost, last_lost, again), 1):
        jira.change(ticket, 10 * number + 9, march(3), WORK, author="acc-agent")
    return jira


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("lost"))
    home.run_with(told().sources(END, organization=ORGANIZATION))
    yield home


@pytest.mark.parametrize(
    ("ticket", "rung", "team", "owner"),
    [
        pytest.param("1", 1, "ml", "ml", id="a change says who assigned it"),
        pytest.param("2", None, None, None, id="it was the agent's at creation"),
        pytest.param("3", None, None, None, id="the first change is lost"),
        pytest.param("4", None, None, None, id="the last change is lost"),
        pytest.param("5", 1, "ml", "ml", id="it was the agent's at creation and is given back"),
    ],
)
def test_only_a_change_tells_for_whom_an_agent_works(
    home: Home, ticket: str, rung: int | None, team: str | None, owner: str | None
) -> None:
    acts = home.warehouse_sql(
        f"select rung, team_id from core.principal where item_id = '{ticket}' and kind = 'change'"
    )
    assert acts == [(rung, team)]
    [(holder,)] = home.sql(
        f"select nullif(team_id, 'UNOWNED') from ownership where ticket_id = '{ticket}' "
        "and from_at <= timestamp '2025-03-03 09:00' order by from_at desc limit 1"
    )
    assert holder == owner


def test_an_act_for_nobody_known_is_counted(home: Home) -> None:
    found = home.sql("select found_count, of_count from data_quality where kind = 'agent_without_principal'")
    assert found == [(3, 5)]


def test_a_ticket_is_doubtful_by_what_an_agent_did_there_for_nobody_known(home: Home) -> None:
    """Of two acts, and of three; who reports a ticket acts, too."""
    assert home.sql("select work_item_id, grade, doubts from work_item order by all") == [
        ("1", "A", []),
        ("2", "D", ["agent_without_principal"]),
        ("3", "C", ["agent_without_principal"]),
        ("4", "C", ["agent_without_principal", "chain_broken"]),
        ("5", "A", []),
    ]
