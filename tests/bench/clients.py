"""What a user would assemble from well-known clients to fetch the same, and to do nothing else with it.

    python -m tests.bench.clients JIRA_URL GITHUB_URL ORGANIZATION

pycontribs jira reads all tickets with their fields, histories and comments; PyGithub reads all pull requests
with reviews, commits and the rest of their timelines, by GraphQL: by REST each would take some requests.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

from github import Auth, Github
from jira import JIRA

from connectors.sandbox.server.process import TOKEN, USER

TICKETS_PER_PAGE = 100
ACTOR = "actor { login }"
PULL_REQUESTS = f"""
    query ($owner: String!, $name: String!, $after: String) {{
      repository(owner: $owner, name: $name) {{
        pullRequests(first: 50, after: $after) {{
          pageInfo {{ hasNextPage endCursor }}
          nodes {{
            number title body state isDraft createdAt updatedAt closedAt mergedAt additions deletions
            changedFiles baseRefName headRefName author {{ login }} mergedBy {{ login }}
            labels(first: 20) {{ nodes {{ name }} }}
            timelineItems(first: 100) {{
              pageInfo {{ hasNextPage }}
              nodes {{
                __typename
                ... on PullRequestCommit {{ commit {{ oid message committedDate author {{ email }} }} }}
                ... on PullRequestReview {{ state submittedAt author {{ login }} }}
                ... on IssueComment {{ createdAt author {{ login }} }}
                ... on ReviewRequestedEvent {{ createdAt {ACTOR} }}
                ... on ReadyForReviewEvent {{ createdAt {ACTOR} }}
                ... on LabeledEvent {{ createdAt {ACTOR} label {{ name }} }}
                ... on AssignedEvent {{ createdAt {ACTOR} }}
                ... on ClosedEvent {{ createdAt {ACTOR} }}
                ... on ReopenedEvent {{ createdAt {ACTOR} }}
                ... on MergedEvent {{ createdAt {ACTOR} }}
              }}
            }}
          }}
        }}
      }}
    }}
"""


def tickets(url: str) -> dict[str, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client: Any = JIRA(url, basic_auth=(USER, TOKEN), max_retries=0)
    projects = ", ".join(project.key for project in client.projects())
    found = client.enhanced_search_issues(
        f"project in ({projects}) ORDER BY id", maxResults=0, fields="*all", expand="changelog"
    )
    histories = comments = 0
    for ticket in found:
        histories += len(ticket.changelog.histories)
        page = ticket.fields.comment
        comments += page.total if page.total == len(page.comments) else len(client.comments(ticket))
    return {"tickets": len(found), "histories": histories, "comments": comments}


def pull_requests(url: str, organization: str) -> dict[str, int]:
    client = Github(
        base_url=url,
        auth=Auth.Token(TOKEN),
        retry=None,
        per_page=100,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )
    found: list[dict[str, Any]] = []
    for repository in client.get_organization(organization).get_repos():
        given: dict[str, Any] = {"owner": organization, "name": repository.name, "after": None}
        while True:
            _, answer = client.requester.graphql_query(PULL_REQUESTS, given)
            page = answer["data"]["repository"]["pullRequests"]
            found += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                break
            given["after"] = page["pageInfo"]["endCursor"]
    return {
        "pull_requests": len(found),
        "events": sum(len(one["timelineItems"]["nodes"]) for one in found),
    }


if __name__ == "__main__":
    print(json.dumps(tickets(sys.argv[1]) | pull_requests(*sys.argv[2:])))
