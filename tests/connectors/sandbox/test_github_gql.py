"""The organization that plans in GitHub, read by a client of another maker that first asks for the schema
and sends nothing else than that allows; and what a night made of the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from graphql import GraphQLError

from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.night import Home
from tests.worlds.planted_github import planned

QUERY = Path(__file__).with_name("planning_issues.graphql").read_text(encoding="utf-8")
REPOSITORIES = """{ organization(login: "meridian") { repositories(first: 50) { nodes { name } } } }"""
# Kinds of events that tell of plans; what else a timeline has, Baton does not ask for in part.
PLANNING = ("IssueType", "IssueField", "SubIssue", "ParentIssue", "BlockedBy", "Blocking", "ProjectV2Item")
Issue = dict[str, Any]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(planned(7).world, DEFAULT_CLOCK) as running:
        yield running


@pytest.fixture(scope="module")
def client(sandbox: Sandbox) -> Client:
    url = sandbox.github_url.removesuffix("/v3") + "/graphql"
    headers = {"Authorization": "bearer sandbox-token"}
    transport = RequestsHTTPTransport(url, headers=headers, timeout=60)
    return Client(transport=transport, fetch_schema_from_transport=True)


@pytest.fixture(scope="module")
def issues(client: Client) -> dict[str, Issue]:
    """By id, as they come page by page."""
    found: dict[str, Issue] = {}
    with client as session:
        repositories = session.execute(gql(REPOSITORIES))["organization"]["repositories"]["nodes"]
        for name in (each["name"] for each in repositories):
            variables: dict[str, Any] = {"owner": "meridian", "name": name, "after": None}
            while True:
                page = session.execute(asked(**variables))["repository"]["issues"]
                found |= {str(issue["id"]): issue for issue in page["nodes"]}
                if not page["pageInfo"]["hasNextPage"]:
                    break
                variables["after"] = page["pageInfo"]["endCursor"]
    return found


@pytest.fixture(scope="module")
def home(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("night"))
    home.run(sandbox, planned(7).organization)
    return home


def asked(**variables: Any) -> GraphQLRequest:
    return GraphQLRequest(QUERY, variable_values=variables)


def ids(issue: Issue, connection: str) -> set[str]:
    return {str(node["id"]) for node in issue[connection]["nodes"]}


def values(issue: Issue) -> dict[str, Any]:
    """What its fields hold, by their names."""
    nodes = [node for node in issue["issueFieldValues"]["nodes"] if node]
    return {node["field"]["name"]: node.get("points", node.get("option")) for node in nodes}


def test_what_the_served_schema_does_not_have_is_refused_before_it_is_sent(client: Client) -> None:
    with (
        client as session,
        pytest.raises(GraphQLError, match="Cannot query field 'storyPoints' on type 'Issue'"),
    ):
        session.execute(gql(QUERY.replace("issueType { name }", "storyPoints")))


def test_what_is_not_there_is_an_error_of_the_server(client: Client) -> None:
    with client as session, pytest.raises(TransportQueryError, match="Could not resolve to a Repository"):
        session.execute(asked(owner="meridian", name="none"))


def test_both_find_the_same_issues_with_types_parents_and_fields(
    issues: dict[str, Issue], home: Home
) -> None:
    rows = home.warehouse_sql(
        "select ticket_id, type, parent_id, points, priority, team_value from core.ticket "
        "where gone_at is null"
    )
    assert len(rows) > 100
    teams = {id_: [one["name"] for one in issue["labels"]["nodes"]] for id_, issue in issues.items()}
    expected = set()
    for id_, issue in issues.items():
        held = values(issue)
        labels = [name.removeprefix("team: ") for name in teams[id_] if name.startswith("team: ")]
        team = held.get("Team") or (labels[-1] if labels else None)
        parent = None if issue["parent"] is None else str(issue["parent"]["id"])
        kind = "Issue" if issue["issueType"] is None else issue["issueType"]["name"]
        expected.add((id_, kind, parent, held.get("Points"), held.get("Priority"), team))
    assert set(rows) == expected
    for position in range(2, 6):
        assert any(row[position] is not None for row in rows)


def test_parents_have_their_sub_issues_and_blockers_what_they_block(issues: dict[str, Issue]) -> None:
    parents = {(str(one["parent"]["id"]), id_) for id_, one in issues.items() if one["parent"]}
    assert parents == {(id_, part) for id_, one in issues.items() for part in ids(one, "subIssues")} != set()
    waits = {(id_, other) for id_, one in issues.items() for other in ids(one, "blockedBy")}
    assert waits == {(other, id_) for id_, one in issues.items() for other in ids(one, "blocking")} != set()


def test_both_find_what_blocks_what(issues: dict[str, Issue], home: Home) -> None:
    rows = home.warehouse_sql(
        "select ticket_id, blocker_id from core.blocker where unlinked_at = 'infinity' "
        "and ticket_id not in (select ticket_id from core.ticket where gone_at is not null) "
        "and blocker_id not in (select ticket_id from core.ticket where gone_at is not null)"
    )
    assert set(rows) == {(id_, other) for id_, one in issues.items() for other in ids(one, "blockedBy")}


def test_both_find_issues_in_the_same_iterations_and_statuses(issues: dict[str, Issue], home: Home) -> None:
    rows = home.warehouse_sql(
        "select tag.ticket_id, sprint.name from core.ticket_tag as tag inner join core.sprint as sprint "
        "on sprint.source = tag.source and sprint.sprint_id = tag.value "
        "where tag.kind = 'sprint' and tag.to_at = 'infinity'"
    )
    on_boards = [(id_, item) for id_, one in issues.items() for item in one["projectItems"]["nodes"]]
    assert set(rows) == {(id_, item["sprint"]["title"]) for id_, item in on_boards if item["sprint"]} != set()
    statuses = home.warehouse_sql(
        "select ticket.ticket_id, status.name from core.ticket as ticket inner join core.status as status "
        "using (source, status_id) where not status.is_done and ticket.gone_at is null"
    )
    found = dict(statuses)
    shown = {
        id_: item["status"]["name"]
        for id_, item in on_boards
        if issues[id_]["state"] == "OPEN" and item["status"]
    }
    assert shown and {id_: found.get(id_) for id_ in shown} == shown


def test_both_find_as_many_events_of_each_kind_of_plan(issues: dict[str, Issue], home: Home) -> None:
    rows = home.warehouse_sql(
        "select id, unnest(from_json(payload -> '$.timelineItems.nodes[*].__typename', '[\"VARCHAR\"]')) "
        "from raw.github_issue where gone_at is null"
    )
    found = Counter((id_, kind) for id_, kind in rows if kind.startswith(PLANNING))
    told = Counter(
        (id_, node["__typename"])
        for id_, one in issues.items()
        for node in one["timelineItems"]["nodes"]
        if node["__typename"].startswith(PLANNING)
    )
    assert all(one["timelineItems"]["totalCount"] <= 100 for one in issues.values())
    assert found == told
    assert {kind for _, kind in told} >= {
        "IssueTypeAddedEvent",
        "IssueFieldChangedEvent",
        "BlockingAddedEvent",
    }
