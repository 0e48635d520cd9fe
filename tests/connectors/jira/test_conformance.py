"""The sandbox speaks Jira: pycontribs' client, which knows nothing of Baton, reads all of it and counts."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from jira import JIRA

from connectors.sandbox.jira.access import PERSONAL_TOKEN, TOKEN, USER
from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.tickets import Ticket
from connectors.sandbox.world.world import World


@pytest.fixture(scope="module")
def company() -> World:
    return plan(5, 150).world


@pytest.fixture(scope="module")
def sandbox(company: World) -> Iterator[Sandbox]:
    with serve(company, DEFAULT_CLOCK) as running:
        running.data_center.most_per_page = 37
        yield running


@pytest.fixture(params=["Cloud", "Data Center", "Data Center with a personal token"])
def client(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[JIRA]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if request.param == "Cloud":
            reader = JIRA(sandbox.jira_url, basic_auth=(USER, TOKEN), max_retries=0)
        elif request.param == "Data Center":
            reader = JIRA(sandbox.data_center_url, basic_auth=("reader", TOKEN), max_retries=0)
        else:
            reader = JIRA(sandbox.data_center_url, token_auth=PERSONAL_TOKEN, max_retries=0)
        yield reader
        reader.close()


@pytest.fixture
def planted(company: World) -> dict[str, Ticket]:
    """The tickets that are there at the clock, by id."""
    return {
        str(ticket.id): ticket
        for ticket in company.tickets
        if ticket.created_at <= DEFAULT_CLOCK
        and (ticket.deleted_at is None or ticket.deleted_at > DEFAULT_CLOCK)
    }


def everything(client: Any, **given: str) -> list[Any]:
    keys = ", ".join(project.key for project in client.projects())
    return list(client.search_issues(f"project in ({keys}) ORDER BY id", maxResults=False, **given))


def test_it_finds_every_ticket_and_everything_that_a_site_has(
    client: Any, company: World, planted: dict[str, Ticket]
) -> None:
    issues = everything(client, fields="summary")
    assert [issue.id for issue in issues] == sorted(planted, key=int)
    assert len(client.projects()) == len(company.projects)
    assert len(client.statuses()) == len(company.statuses)
    assert len(client.issue_types()) == len(company.ticket_types)
    assert [kind.name for kind in client.issue_link_types()] == ["Blocks", "Problem/Incident"]
    assert {"Sprint", "Team"} <= {field["name"] for field in client.fields()}
    boards = client.boards(maxResults=False)
    assert len(boards) == len(company.boards)
    sprints = [sprint for board in boards for sprint in client.sprints(board.id, maxResults=False)]
    assert len(sprints) == len(company.sprints)


def test_it_reads_every_comment_and_on_data_center_every_history(
    client: Any, planted: dict[str, Ticket]
) -> None:
    comments, histories = 0, 0
    for issue in everything(client, fields="comment", expand="changelog"):
        comments += len(client.comments(issue))
        histories += sum(1 for entry in issue.changelog.histories if entry.items[0].field != "Link")
    assert comments == sum(
        comment.at <= DEFAULT_CLOCK for ticket in planted.values() for comment in ticket.comments
    )
    changes = sum(change.at <= DEFAULT_CLOCK for ticket in planted.values() for change in ticket.changes)
    assert histories == changes


def test_it_reads_one_ticket_as_it_is(client: Any, planted: dict[str, Ticket]) -> None:
    ticket = next(ticket for ticket in planted.values() if len(ticket.comments) > 1)
    issue = client.issue(str(ticket.id))
    assert issue.fields.summary == ticket.initial["summary"]
    assert issue.fields.comment.total == len(
        [comment for comment in ticket.comments if comment.at <= DEFAULT_CLOCK]
    )
    assert len(client.worklogs(issue)) == len(ticket.worklogs)
