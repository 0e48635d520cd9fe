from __future__ import annotations

import pytest
import requests
from github import Auth, Github, UnknownObjectException

from connectors.sandbox.server.server import Sandbox
from tests.worlds.small_world import march


@pytest.fixture
def github(sandbox: Sandbox) -> Github:
    return Github(
        base_url=sandbox.github_url,
        auth=Auth.Token("sandbox-token"),
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )


def test_a_wrong_token_is_refused(sandbox: Sandbox) -> None:
    for token in (None, "token wrong", "Basic sandbox-token"):
        headers = {} if token is None else {"Authorization": token}
        for url in (f"{sandbox.github_url}/user", f"{sandbox.github_url}/orgs/meridian"):
            answer = requests.get(url, headers=headers, timeout=10)
            assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_pygithub_reads_an_organization(github: Github, sandbox: Sandbox) -> None:
    organization = github.get_organization("meridian")
    assert [repository.full_name for repository in organization.get_repos()] == [
        "meridian/pipeline",
        "meridian/empty",
    ]
    assert [member.login for member in organization.get_members()] == ["ana-m", "ben-o"]
    teams = {team.slug: [member.id for member in team.get_members()] for team in organization.get_teams()}
    assert teams == {"payments": [11], "data-engineering": [12]}
    sandbox.move_to(march(10))
    assert [member.login for member in organization.get_members()] == ["ana-m", "ben-o", "cem"]


def test_pygithub_reads_pull_requests_and_reviews(github: Github) -> None:
    repository = github.get_repo("meridian/pipeline")
    pulls = list(repository.get_pulls(state="all", sort="updated", direction="desc"))
    assert [pull.number for pull in pulls] == [2, 3, 1]
    merged = pulls[2]
    assert (merged.id, merged.state, merged.draft, merged.merged) == (7001, "closed", False, True)
    assert merged.merged_by is not None
    assert (merged.merged_by.login, merged.merged_by.type) == ("lint-bot[bot]", "Bot")
    assert merged.merged_at == march(8)
    assert (merged.additions, merged.commits, merged.comments) == (10, 2, 1)
    reviews = [(review.user.login, review.state, review.submitted_at) for review in merged.get_reviews()]
    assert reviews == [("ben-o", "CHANGES_REQUESTED", march(6)), ("ben-o", "APPROVED", march(7))]
    assert [team.slug for team in pulls[1].requested_teams] == ["payments"]
    assert [pull.number for pull in repository.get_pulls()] == [3, 2]
    assert pulls[1].user is None
    with pytest.raises(UnknownObjectException):
        repository.get_pull(99)


def test_rest_lists_come_in_pages_by_link(sandbox: Sandbox) -> None:
    headers = {"Authorization": "token sandbox-token"}
    url: str | None = f"{sandbox.github_url}/repos/meridian/pipeline/pulls?state=all&per_page=2"
    seen = []
    while url is not None:
        answer = requests.get(url, headers=headers, timeout=10)
        seen.append([pull["number"] for pull in answer.json()])
        url = answer.links.get("next", {}).get("url")
    assert seen == [[3, 2], [1]]


def test_pygithubs_requester_finds_graphql(github: Github) -> None:
    _, answer = github.requester.graphql_query("query { rateLimit { limit } viewer { login } }", {})
    assert answer["data"] == {"rateLimit": {"limit": 5000}, "viewer": {"login": "sandbox"}}
    assert github.get_rate_limit().resources.graphql.limit == 5000
