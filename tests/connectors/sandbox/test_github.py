from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.sandbox.github.schemas import ENTERPRISE_2024
from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.paths import SHARED
from tests.worlds.sandbox_client import data, graphql
from tests.worlds.small_world import END, march, small_world

CONTRACTS = SHARED / "contracts"
SCAN = """query (
  $first: Int, $last: Int, $after: String, $before: String, $order: IssueOrder, $states: [PullRequestState!]
) {
  repository(owner: "meridian", name: "pipeline") {
    pullRequests(
      first: $first, last: $last, after: $after, before: $before, orderBy: $order, states: $states
    ) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      nodes { id number updatedAt }
    }
  }
}"""


def contract(name: str) -> str:
    path = CONTRACTS / name
    if not path.exists():
        pytest.skip(f"GitHub's contracts are not there: {path}")
    return path.read_text(encoding="utf-8")


def errors(sandbox: Sandbox, query: str, **variables: Any) -> list[dict[str, Any]]:
    return graphql(sandbox, query, **variables).json()["errors"]


def pull(sandbox: Sandbox, number: int, fields: str) -> dict[str, Any]:
    inner = f"pullRequest(number: {number}) {{ {fields} }}"
    query = f'{{ repository(owner: "meridian", name: "pipeline") {{ {inner} }} }}'
    return data(sandbox, query)["repository"]["pullRequest"]


def scan(sandbox: Sandbox, **variables: Any) -> dict[str, Any]:
    return data(sandbox, SCAN, **variables)["repository"]["pullRequests"]


def numbers(connection: dict[str, Any]) -> list[int]:
    return [node["number"] for node in connection["nodes"]]


def newest_first() -> dict[str, str]:
    return {"field": "UPDATED_AT", "direction": "DESC"}


def test_a_page_of_pull_requests_comes_whole(sandbox: Sandbox) -> None:
    query = contract("gh_01_pr_page_full.graphql")
    answer = data(sandbox, query, owner="meridian", name="pipeline")
    nodes = {node["number"]: node for node in answer["repository"]["pullRequests"]["nodes"]}
    assert list(nodes) == [2, 3, 1]
    merged = nodes[1]
    assert (merged["state"], merged["merged"], merged["mergedAt"]) == ("MERGED", True, "2025-03-08T09:00:00Z")
    assert (merged["fullDatabaseId"], merged["headRefName"]) == ("7001", "fix/DATA-2")
    assert (merged["createdAt"], merged["updatedAt"]) == ("2025-03-05T09:00:00Z", "2025-03-08T09:00:00Z")
    assert (merged["additions"], merged["deletions"], merged["changedFiles"]) == (10, 2, 3)
    assert merged["mergedBy"] == {"__typename": "Bot", "login": "lint-bot", "databaseId": 90}
    assert merged["author"] == {"__typename": "User", "login": "ana-m", "databaseId": 11, "name": "Ana Lopes"}
    assert nodes[3]["author"] is None
    assert answer["rateLimit"] == {
        "cost": 4,
        "limit": 5000,
        "remaining": 4996,
        "used": 4,
        "resetAt": "2025-03-31T10:00:00Z",
        "nodeCount": 13_050,
    }


def test_the_timeline_begins_with_the_commits_before_the_opening(sandbox: Sandbox) -> None:
    fields = """timelineItems(first: 100) { totalCount nodes { __typename
        ... on PullRequestCommit { commit { committedDate messageHeadline author { user { login } } } }
        ... on ReviewRequestedEvent { requestedReviewer { __typename ... on Team { combinedSlug } } }
        ... on PullRequestReview { state submittedAt fullDatabaseId author { login } }
        ... on IssueComment { author { login } } ... on MergedEvent { actor { __typename } } } }"""
    items = pull(sandbox, 1, fields)["timelineItems"]["nodes"]
    assert [item["__typename"] for item in items] == [
        "PullRequestCommit",
        "ReviewRequestedEvent",
        "ReviewRequestedEvent",
        "PullRequestReview",
        "PullRequestCommit",
        "IssueComment",
        "PullRequestReview",
        "MergedEvent",
        "ClosedEvent",
    ]
    assert items[0]["commit"]["committedDate"] == "2025-03-04T09:00:00Z"
    assert items[0]["commit"]["messageHeadline"] == "DATA-2 first try"
    assert items[1]["requestedReviewer"] == {
        "__typename": "Team",
        "combinedSlug": "meridian/data-engineering",
    }
    assert items[3]["state"] == "CHANGES_REQUESTED"
    assert items[5]["author"] is None


def test_timeline_items_come_by_type_since_a_time_and_in_pages(sandbox: Sandbox) -> None:
    def typenames(arguments: str) -> list[str]:
        items = pull(sandbox, 1, f"timelineItems({arguments}) {{ nodes {{ __typename }} }}")["timelineItems"]
        return [item["__typename"] for item in items["nodes"]]

    assert typenames("first: 9, itemTypes: [ISSUE_COMMENT, MERGED_EVENT]") == ["IssueComment", "MergedEvent"]
    assert typenames("first: 9, itemTypes: [DEPLOYED_EVENT]") == []
    assert typenames('first: 9, since: "2025-03-07T09:00:00Z"') == [
        "PullRequestReview",
        "MergedEvent",
        "ClosedEvent",
    ]
    assert typenames("last: 1") == ["ClosedEvent"]
    page = "timelineItems(first: 4) { totalCount pageInfo { hasNextPage endCursor } }"
    first = pull(sandbox, 1, page)["timelineItems"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (9, True)
    assert len(typenames(f'first: 9, after: "{first["pageInfo"]["endCursor"]}"')) == 5


def test_a_review_answers_requests_and_what_is_left_is_pending(sandbox: Sandbox) -> None:
    fields = """reviewDecision reviewRequests(first: 10) { totalCount nodes { requestedReviewer { __typename
        ... on User { login } ... on Team { slug } } } }"""
    sandbox.move_to(march(5, 12))
    before = pull(sandbox, 1, fields)
    assert [each["requestedReviewer"]["__typename"] for each in before["reviewRequests"]["nodes"]] == [
        "Team",
        "User",
    ]
    assert before["reviewDecision"] == "REVIEW_REQUIRED"
    sandbox.move_to(march(6))
    after = pull(sandbox, 1, fields)
    assert [each["requestedReviewer"]["login"] for each in after["reviewRequests"]["nodes"]] == ["cem"]
    assert after["reviewDecision"] == "CHANGES_REQUESTED"
    sandbox.move_to(END)
    assert pull(sandbox, 1, fields)["reviewDecision"] == "APPROVED"
    assert pull(sandbox, 2, fields)["reviewRequests"]["totalCount"] == 0


def test_a_pull_request_is_shown_as_it_was_at_the_clock(sandbox: Sandbox) -> None:
    fields = "state isDraft closedAt mergedAt updatedAt"
    seen = []
    for day in (6, 9, 11, 12, 13):
        sandbox.move_to(march(day))
        node = pull(sandbox, 2, fields)
        seen.append((node["state"], node["isDraft"], node["closedAt"]))
        assert node["updatedAt"] == f"2025-03-{day:02}T09:00:00Z"
    assert seen == [
        ("OPEN", True, None),
        ("OPEN", False, None),
        ("OPEN", True, None),
        ("CLOSED", True, "2025-03-12T09:00:00Z"),
        ("OPEN", True, None),
    ]
    sandbox.move_to(march(5, 8))
    assert scan(sandbox, first=10, order=newest_first())["totalCount"] == 0


def test_pages_hold_their_order_and_place(sandbox: Sandbox) -> None:
    first = scan(sandbox, first=2, order=newest_first())
    assert (numbers(first), first["totalCount"], first["pageInfo"]["hasNextPage"]) == ([2, 3], 3, True)
    second = scan(sandbox, first=2, after=first["pageInfo"]["endCursor"], order=newest_first())
    assert (numbers(second), second["pageInfo"]["hasNextPage"]) == ([1], False)
    assert numbers(scan(sandbox, first=9, order={"field": "UPDATED_AT", "direction": "ASC"})) == [1, 3, 2]
    assert numbers(scan(sandbox, first=9, order={"field": "CREATED_AT", "direction": "DESC"})) == [3, 2, 1]
    back = scan(sandbox, last=1, before=second["pageInfo"]["startCursor"], order=newest_first())
    assert (numbers(back), back["pageInfo"]["hasPreviousPage"]) == ([3], True)
    assert numbers(scan(sandbox, first=9, states=["OPEN"])) == [2, 3]


def test_a_cursor_stays_where_it_was_when_the_clock_moves(sandbox: Sandbox) -> None:
    sandbox.move_to(march(8, 10))
    first = scan(sandbox, first=1, order=newest_first())
    assert numbers(first) == [1]
    sandbox.move_to(march(9))
    after = scan(sandbox, first=9, after=first["pageInfo"]["endCursor"], order=newest_first())
    # Number 2 was changed meanwhile and is now before the cursor: whoever walks back in time misses it.
    assert numbers(after) == []


def test_nodes_are_found_by_id_and_the_others_are_null_with_an_error(sandbox: Sandbox) -> None:
    ids = [node["id"] for node in scan(sandbox, first=9)["nodes"]]
    answer = graphql(
        sandbox, contract("gh_03_pr_hydrate.graphql"), ids=[ids[0], "PR_nonsense", ids[2]]
    ).json()
    assert [node and node["number"] for node in answer["data"]["nodes"]] == [1, None, 3]
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["nodes", 1])
    more = data(sandbox, contract("gh_04_pr_timeline_more.graphql"), id=ids[0], after="Y3Vyc29yOnYyOjc=")
    assert [item["__typename"] for item in more["node"]["timelineItems"]["nodes"]] == [
        "MergedEvent",
        "ClosedEvent",
    ]


def test_the_other_queries_of_the_contracts_run(sandbox: Sandbox) -> None:
    for name in ("gh_02_pr_scan", "gh_11_pr_page_slim"):
        answer = data(sandbox, contract(f"{name}.graphql"), owner="meridian", name="pipeline")
        assert numbers(answer["repository"]["pullRequests"]) == [2, 3, 1]
    answer = data(sandbox, contract("gh_06_org_teams.graphql"), org="meridian")
    members = {
        team["slug"]: [edge["node"]["login"] for edge in team["members"]["edges"]]
        for team in answer["organization"]["teams"]["nodes"]
    }
    assert members == {"payments": ["ana-m"], "data-engineering": ["ben-o"]}
    answer = data(sandbox, contract("gh_07_org_repos.graphql"), org="meridian")
    names = [repository["nameWithOwner"] for repository in answer["organization"]["repositories"]["nodes"]]
    assert names == ["meridian/pipeline", "meridian/empty"]


def pulls_query(arguments: str) -> str:
    inner = f"pullRequests{arguments} {{ nodes {{ id }} }}"
    return f'{{ repository(owner: "meridian", name: "pipeline") {{ {inner} }} }}'


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [
        ('{ repository(owner: "meridian", name: "no") { id } }', "NOT_FOUND", "resolve to a Repository"),
        (pulls_query(""), "MISSING_PAGINATION_BOUNDARIES", "`first` or `last`"),
        (pulls_query("(first: 101)"), "EXCESSIVE_PAGINATION", "limit of 100"),
        (pulls_query('(first: 1, after: "nonsense")'), "INVALID_CURSOR_ARGUMENTS", "valid cursor"),
        (f"{{ nodes(ids: {['x'] * 101}) {{ id }} }}".replace("'", '"'), "ARGUMENT_LIMIT", "100"),
        (pulls_query("(first: 1, nope: 2)"), None, "Unknown argument 'nope'"),
        ("{ nope", None, "Syntax Error"),
    ],
)
def test_what_github_refuses_is_refused(sandbox: Sandbox, query: str, kind: str | None, message: str) -> None:
    (error,) = errors(sandbox, query)
    assert error.get("type") == kind
    assert message in error["message"]


def test_more_than_half_a_million_nodes_are_refused(sandbox: Sandbox) -> None:
    inner = "timelineItems(first: 100) { nodes { __typename ... on Node { id } } }"
    repositories = f"nodes {{ pullRequests(first: 100) {{ nodes {{ {inner} }} }} }}"
    query = f'{{ organization(login: "meridian") {{ repositories(first: 100) {{ {repositories} }} }} }}'
    (error,) = errors(sandbox, query)
    assert error["type"] == "MAX_NODE_LIMIT_EXCEEDED"


def test_points_are_charged_until_there_are_none() -> None:
    with serve(small_world(), END, points_per_hour=2) as sandbox:
        answer = graphql(sandbox, SCAN, first=1)
        assert answer.headers["x-ratelimit-remaining"] == "1"
        assert answer.headers["x-ratelimit-reset"] == str(int(END.timestamp()) + 3600)
        assert "errors" not in graphql(sandbox, SCAN, first=1).json()
        answer = graphql(sandbox, SCAN, first=1)
        assert (answer.status_code, answer.headers["x-ratelimit-remaining"]) == (200, "0")
        assert answer.json()["errors"][0]["type"] == "RATE_LIMITED"


class TestAnEnterpriseServerOf2024:
    """What it says of queries that a later one knows, and of limits that it does not have."""

    @pytest.fixture
    def server(self) -> Iterator[Sandbox]:
        with serve(small_world(), END, github=ENTERPRISE_2024) as sandbox:
            yield sandbox

    def test_all_that_it_does_not_know_of_a_query_is_said_at_once(self, server: Sandbox) -> None:
        query = """
            query { node(id: "I_1") { ... on Issue {
              timelineItems(first: 1, itemTypes: [CLOSED_EVENT, ADDED_TO_PROJECT_V2_EVENT]) {
                nodes { ... on AddedToProjectV2Event { id } ... on RemovedFromProjectV2Event { id } }
              }
            } ... on ProjectV2 { fullDatabaseId } ... on PullRequest {
              reviewRequests(first: 1) { nodes { requestedReviewer { ... on Bot { login } } } }
            } } }
        """
        answer = graphql(server, query)
        assert answer.status_code == 200 and "data" not in answer.json()
        said = {(each["extensions"]["code"], each["message"]) for each in answer.json()["errors"]}
        assert said == {
            (
                "argumentLiteralsIncompatible",
                "Argument 'itemTypes' on Field 'timelineItems' has an invalid value ([CLOSED_EVENT,"
                " ADDED_TO_PROJECT_V2_EVENT]). Expected type '[IssueTimelineItemsItemType!]'.",
            ),
            ("undefinedType", "No such type AddedToProjectV2Event, so it can't be a fragment condition"),
            ("undefinedType", "No such type RemovedFromProjectV2Event, so it can't be a fragment condition"),
            ("undefinedField", "Field 'fullDatabaseId' doesn't exist on type 'ProjectV2'"),
            ("cannotSpreadFragment", "Fragment on Bot can't be spread inside RequestedReviewer"),
        }

    def test_it_counts_no_points(self, server: Sandbox) -> None:
        answer = graphql(server, "query { rateLimit { cost remaining } viewer { login } }")
        assert answer.json()["data"] == {"rateLimit": None, "viewer": {"login": "sandbox"}}
        assert "x-ratelimit-remaining" not in answer.headers
