"""GitHub hosts that do not know all of a query: what they say, and what is read of them all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import parse, validate

from connectors.github.documents import BOARD_ITEMS, BOARDS, WITH_TEAMS, WITHOUT_TEAMS
from connectors.github.features import FEATURES, without
from connectors.github.pull import check, pull
from connectors.github.source import GitHubSource
from connectors.outcome import SourceOutcome
from connectors.progress import silent
from connectors.sandbox.github.schemas import ENTERPRISE_2024, GITHUB_COM
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.code import Issue, Repository
from tests.connectors.github.test_issues import issue
from tests.worlds.github_home import QUICK, Home, scope
from tests.worlds.github_stub import DATA, GitHubStub, Reply, Request, event, pull_request
from tests.worlds.github_world import ISSUES, WORLD, day

UNTOLD = (
    "what project boards said of issues before the first look at them is unknown: the server does not tell"
)
NO_FRAGMENT = "No such type {}, so it can't be a fragment condition"
NO_VALUE = (
    "Argument 'itemTypes' on Field 'timelineItems' has an invalid value ([ISSUE_COMMENT,"
    " ADDED_TO_PROJECT_V2_EVENT]). Expected type '[IssueTimelineItemsItemType!]'."
)
# As one server words it, and as another does: with codes, and without.
ERRORS: list[list[dict[str, Any]]] = [
    [
        {"message": NO_VALUE, "extensions": {"code": "argumentLiteralsIncompatible"}},
        {
            "message": NO_FRAGMENT.format("AddedToProjectV2Event"),
            "extensions": {"code": "undefinedType", "typeName": "AddedToProjectV2Event"},
        },
    ],
    [
        {
            "message": "Value 'ADDED_TO_PROJECT_V2_EVENT' does not exist in 'IssueTimelineItemsItemType'"
            " enum. Did you mean the enum value 'ADDED_TO_PROJECT_EVENT'?",
            "locations": [{"line": 1, "column": 7}],
        },
        {"message": "Unknown type 'AddedToProjectV2Event'. Did you mean 'AddedToMergeQueueEvent'?"},
    ],
]
UNKNOWN = {
    "message": "Field 'headRefOid' doesn't exist on type 'PullRequest'",
    "extensions": {"code": "undefinedField"},
}


def pulled(sandbox: Sandbox, home: Home, **named: tuple[str, ...]) -> SourceOutcome:
    places = named or {"organizations": ("meridian",)}
    source = GitHubSource("gh", sandbox.github_url, "sandbox-token", **places)  # type: ignore[arg-type]
    return pull(source, home.landing, silent, None, QUICK)


class TestAnEnterpriseServerOf2024:
    """What is read of one: all that it has."""

    def test_it_answers_first_contact_without_rate_limits(self) -> None:
        with serve(WORLD, day(5, 12), github=ENTERPRISE_2024) as sandbox:
            source = GitHubSource("gh", sandbox.github_url, "sandbox-token")
            assert check(source) == sandbox.clock

    def test_it_lands_what_github_com_does_but_the_events_of_boards(self, home: Home) -> None:
        with serve(WORLD, day(5, 12), github=ENTERPRISE_2024) as sandbox:
            outcome = pulled(sandbox, home)
        assert outcome.is_complete
        assert str(scope(outcome, "meridian").message).startswith("what is archived on its project boards")
        assert str(scope(outcome, "meridian/flow").message).startswith(UNTOLD)
        assert {id_: item["status"]["name"] for id_, item in home.payloads("github_board_item").items()} == {
            "1 1005005": "In Progress",
            "1 1005006": "Done",
        }
        assert home.payloads("github_pull_request").keys() == {"9001", "9002"}
        issues = home.payloads("github_issue")
        assert issues.keys() == {"5001", "5002", "5003", "5004", "5005", "5006"}
        kinds = [item["__typename"] for item in issues["5005"]["timelineItems"]["nodes"]]
        assert kinds == ["TransferredEvent"]
        kinds = [item["__typename"] for item in issues["5001"]["timelineItems"]["nodes"]]
        assert kinds == [
            "AssignedEvent",
            "AssignedEvent",
            "UnassignedEvent",
            "LabeledEvent",
            "IssueComment",
            "ClosedEvent",
        ]

    def test_what_it_lacks_is_asked_for_once_whoever_owns_the_repository(self, home: Home) -> None:
        core = Repository(401, "orbit", "core")
        theirs = Issue(5101, 401, 1, "ben", day(1), "Of orbit", [])
        world = replace(WORLD, repositories=[*WORLD.repositories, core], issues=[*ISSUES, theirs])
        refused = []

        def asks_too_much(body: bytes) -> bool:
            refused.append(b"ADDED_TO_PROJECT_V2_EVENT" in body)
            return False

        with serve(world, day(5, 12), github=ENTERPRISE_2024) as sandbox:
            sandbox.fail("/github/api/graphql", "slow", times=99, when=asks_too_much)
            assert pulled(sandbox, home, repositories=("meridian/flow", "orbit/core")).is_complete
        assert sum(refused) == 1
        assert len(home.payloads("github_issue")) == 7

    def test_once_it_is_brought_up_to_date_boards_events_are_read_of_what_changes(self, home: Home) -> None:
        with serve(WORLD, day(5, 12), github=ENTERPRISE_2024) as sandbox:
            pulled(sandbox, home)
        with serve(WORLD, day(8), github=GITHUB_COM) as sandbox:
            outcome = pulled(sandbox, home)
        assert outcome.is_complete
        assert scope(outcome, "meridian/flow").message is None


@pytest.mark.parametrize(
    "said",
    [
        "Fragment on Bot can't be spread inside RequestedReviewer",
        "Fragment cannot be spread here as objects of type 'RequestedReviewer' can never be of type 'Bot'.",
    ],
)
def test_where_bots_do_not_review_reviews_of_all_others_are_read(
    stub: GitHubStub, home: Home, said: str
) -> None:
    request = event("ReviewRequestedEvent", 1, requestedReviewer=DATA)
    stub.pulls["meridian/flow"] = [pull_request(1, timeline=(request,))]

    def knows_no_bots(request: Request) -> Reply | None:
        asks = (
            "fragment ReviewerFields on RequestedReviewer { __typename ... on User { databaseId login name }"
        )
        asks += " ... on Bot"
        return Reply(200, {"errors": [{"message": said}]}) if asks in str(request.body) else None

    stub.faults.append(knows_no_bots)
    outcome = home.pull(stub)
    assert outcome.is_complete and scope(outcome, "meridian/flow").message is None
    [item] = home.payloads("github_pull_request")["7001"]["timelineItems"]["nodes"]
    assert item["requestedReviewer"] == DATA
    assert len(stub.asked("PullRequestHydrate")) == 2


@pytest.mark.parametrize("errors", [*ERRORS, *(each[::-1] for each in ERRORS)])
class TestErrorsBesideEachOther:
    """All errors of an answer are read, in whichever order and words they come."""

    @pytest.fixture
    def stub(self, stub: GitHubStub, errors: list[dict[str, Any]]) -> GitHubStub:
        stub.issues["meridian/flow"] = [issue(number, minutes=number) for number in range(1, 7)]
        stub.faults.append(
            lambda request: (
                Reply(200, {"errors": errors}) if "ADDED_TO_PROJECT_V2_EVENT" in str(request.body) else None
            )
        )
        return stub

    def test_what_the_host_lacks_is_left_out_and_said(self, stub: GitHubStub, home: Home) -> None:
        outcome = home.pull(stub)
        assert outcome.is_complete
        assert str(scope(outcome, "meridian/flow").message).startswith(UNTOLD)
        assert len(home.payloads("github_issue")) == 6
        asked = [str(one.body) for one in stub.asked("IssueHydrate")]
        assert ["ADDED_TO_PROJECT_V2_EVENT" in body for body in asked].count(True) == 1

    def test_what_cannot_be_left_out_is_named_at_once(
        self, stub: GitHubStub, home: Home, errors: list[dict[str, Any]]
    ) -> None:
        stub.faults.insert(
            0,
            lambda request: (
                Reply(200, {"errors": [UNKNOWN, *errors] if "_V2_EVENT" in str(request.body) else [UNKNOWN]})
                if request.operation == "IssueHydrate"
                else None
            ),
        )
        outcome = home.pull(stub)
        assert scope(outcome, "meridian/flow").state == "failed"
        assert "Field 'headRefOid' doesn't exist" in str(scope(outcome, "meridian/flow").message)
        assert len(stub.asked("IssueHydrate")) == 2


def test_a_limit_among_errors_is_a_limit(stub: GitHubStub, home: Home) -> None:
    stub.issues["meridian/flow"] = [issue(1)]
    limit = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}
    stub.fail("IssueHydrate", Reply(200, {"errors": [*ERRORS[0], limit]}, {"Retry-After": "0"}))
    outcome = home.pull(stub)
    assert outcome.is_complete and scope(outcome, "meridian/flow").message is None


def test_a_host_without_project_boards_is_read_but_for_them(stub: GitHubStub, home: Home) -> None:
    stub.repositories["orbit/core"] = 2001
    errors = [
        {"message": NO_FRAGMENT.format("ProjectV2Owner"), "extensions": {"code": "undefinedType"}},
        {"message": "Field 'projectsV2' doesn't exist on type 'Organization'"},
    ]

    def knows_no_boards(request: Request) -> Reply | None:
        return Reply(200, {"errors": errors}) if request.operation == "BoardList" else None

    stub.faults.append(knows_no_boards)
    outcome = home.pull(stub, organizations=("meridian", "orbit"))
    assert outcome.is_complete
    for name in ("meridian", "orbit"):
        said = "its project boards are not known to this version of the server"
        assert str(scope(outcome, name).message).startswith(said)
    assert len(stub.asked("BoardList")) == 1


@pytest.mark.parametrize(
    "query",
    [
        WITH_TEAMS.pull_request.hydrate,
        WITH_TEAMS.pull_request.timeline,
        WITHOUT_TEAMS.pull_request.hydrate,
        WITH_TEAMS.issue.hydrate,
        WITH_TEAMS.issue.timeline,
        BOARDS,
        BOARD_ITEMS,
    ],
)
def test_what_is_left_of_a_query_is_valid_where_the_whole_is_not(query: str) -> None:
    left = without(query, frozenset(FEATURES))
    assert left is not None
    assert validate(ENTERPRISE_2024.schema, parse(query)) != []
    assert validate(ENTERPRISE_2024.schema, parse(left)) == []
    assert validate(GITHUB_COM.schema, parse(query)) == []
