"""GitHub's REST API v3, as far as PyGithub needs it to read organizations, repositories and pull requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.sandbox.github.graphql import Budget
from connectors.sandbox.github.host import FOUNDED_AT, Host, Node, zulu
from connectors.sandbox.github.issues import Issues
from connectors.sandbox.github.pull_requests import Pulls, seconds
from connectors.sandbox.github.rest_issues import NotFound, listed_issues, numbered_issue
from connectors.sandbox.github.rest_shapes import account, account_or_ghost, team_json
from connectors.sandbox.github.timeline import Timeline
from connectors.sandbox.world.code import Repository

Given = Mapping[str, str]
MOST_PER_PAGE = 100


class Rest:
    """Answers by route, the whole list where the route has pages. `base` is the API's address, for links."""

    def __init__(self, host: Host, pulls: Pulls, issues: Issues, core: Budget, graphql: Budget) -> None:
        self._host = host
        self._pulls = pulls
        self._issues = issues
        self._budgets = {"core": core, "graphql": graphql}

    def user(self, base: str, given: Given) -> Node:
        return {"login": "sandbox", "id": 1, "node_id": "U_sandbox", "type": "User", "url": f"{base}/user"}

    def rate_limit(self, base: str, given: Given) -> Node:
        resources = {
            name: {
                "limit": budget.limit,
                "used": budget.used,
                "remaining": budget.remaining,
                "reset": seconds(budget.reset_at),
                "resource": name,
            }
            for name, budget in self._budgets.items()
        }
        return {"resources": resources, "rate": resources["core"]}

    def organization(self, base: str, given: Given) -> Node:
        node = self._host.organizations.get(given["org"].lower())
        if node is None:
            raise NotFound
        url = f"{base}/orgs/{node['login']}"
        return account(base, node) | {"url": url, "name": node["name"], "repos_url": f"{url}/repos"}

    def repositories(self, base: str, given: Given) -> list[Node]:
        self.organization(base, given)
        return [self._repository(base, each) for each in self._host.owned(given["org"])]

    def members(self, base: str, given: Given) -> list[Node]:
        people = self._host.employees(self._pulls.clock) if self._has_people(base, given) else []
        return [account(base, self._host.actors[person.key]) for person in people]

    def teams(self, base: str, given: Given) -> list[Node]:
        teams = self._host.team_nodes.values() if self._has_people(base, given) else []
        return [team_json(base, node) for node in teams]

    def team_members(self, base: str, given: Given) -> list[Node]:
        self.organization(base, given)
        team = next((each for each in self._host.teams.values() if each.slug == given["slug"]), None)
        if team is None:
            raise NotFound
        people = self._host.members(team, self._pulls.clock)
        return [account(base, self._host.actors[person.key]) for person in people]

    def named(self, base: str, given: Given) -> Node:
        by = "login" if "login" in given else "id"
        for node in self._host.actors.values():
            found = account(base, node)
            if str(found[by]).lower() == given[by].lower():
                return found | {"name": node.get("name"), "email": None}
        raise NotFound

    def repository(self, base: str, given: Given) -> Node:
        return self._repository(base, self._found(given))

    def pulls(self, base: str, given: Given) -> list[Node]:
        repository = self._found(given)
        by = "UPDATED_AT" if given.get("sort") == "updated" else "CREATED_AT"
        timelines = [timeline for _, timeline in self._pulls.ordered(repository.id, by)]
        default = "desc" if by == "CREATED_AT" and "sort" not in given else "asc"
        if given.get("direction", default) == "desc":
            timelines.reverse()
        wanted = given.get("state", "open")
        if wanted != "all":
            timelines = [each for each in timelines if self._pulls.state(each).is_open == (wanted == "open")]
        return [self._pull(base, repository, timeline) for timeline in timelines]

    def issues(self, base: str, given: Given) -> list[Node]:
        """Issues and, as GitHub has it, pull requests among them."""
        repository = self._found(given)
        found = listed_issues(self._issues, repository, base, given.get("state", "open"))
        pulls = self.pulls(base, {**given, "sort": "created"})
        return found + [{**each, "pull_request": {"url": each["url"]}} for each in pulls]

    def issue(self, base: str, given: Given) -> Node:
        return numbered_issue(self._host, self._issues, self._found(given), base, int(given["number"]))

    def pull(self, base: str, given: Given) -> Node:
        repository = self._found(given)
        timeline = self._timeline(repository, given)
        node, state = self._pulls.render(timeline), self._pulls.state(timeline)
        within = state.comments - sum(
            item["__typename"] == "IssueComment" for item in timeline.items(self._pulls.clock)
        )
        return self._pull(base, repository, timeline) | {
            "merged": node["merged"],
            "merged_by": account_or_ghost(base, node["mergedBy"]),
            "mergeable": None,
            "additions": node["additions"],
            "deletions": node["deletions"],
            "changed_files": node["changedFiles"],
            "commits": state.commits,
            "comments": state.comments - within,
            "review_comments": within,
        }

    def reviews(self, base: str, given: Given) -> list[Node]:
        repository = self._found(given)
        timeline = self._timeline(repository, given)
        items = timeline.items(self._pulls.clock)
        url = f"{base}/repos/{repository.owner}/{repository.name}/pulls/{timeline.pull.number}"
        return [
            {
                "id": int(item["fullDatabaseId"]),
                "node_id": item["id"],
                "user": account_or_ghost(base, item["author"]),
                "body": item["body"],
                "state": item["state"],
                "html_url": item["url"],
                "pull_request_url": url,
                "author_association": item["authorAssociation"],
                "submitted_at": item["submittedAt"],
                "commit_id": item["commit"]["oid"],
            }
            for item in items
            if item["__typename"] == "PullRequestReview"
        ]

    def _has_people(self, base: str, given: Given) -> bool:
        """Whether it is the organization that teams and members are of."""
        return bool(self.organization(base, given)["login"] == self._host.name)

    def _found(self, given: Given) -> Repository:
        repository = self._host.repository_named(given["owner"], given["name"])
        if repository is None:
            raise NotFound
        return repository

    def _timeline(self, repository: Repository, given: Given) -> Timeline:
        number = given["number"]
        timeline = self._pulls.timeline(repository.id, int(number)) if number.isdecimal() else None
        if timeline is None:
            raise NotFound
        return timeline

    def _repository(self, base: str, repository: Repository) -> Node:
        node = self._host.repository_nodes[repository.id]
        url = f"{base}/repos/{node['nameWithOwner']}"
        updates = self._pulls.ordered(repository.id, "UPDATED_AT")
        pushed = zulu(updates[-1][1].updated_at(self._pulls.clock)) if updates else FOUNDED_AT
        return {
            "id": repository.id,
            "node_id": node["id"],
            "name": repository.name,
            "full_name": node["nameWithOwner"],
            "owner": account(base, node["owner"]),
            "private": True,
            "visibility": "private",
            "fork": False,
            "archived": False,
            "disabled": False,
            "default_branch": "main",
            "url": url,
            "html_url": node["url"],
            "pulls_url": url + "/pulls{/number}",
            "created_at": FOUNDED_AT,
            "updated_at": pushed,
            "pushed_at": pushed,
        }

    def _pull(self, base: str, repository: Repository, timeline: Timeline) -> Node:
        node = self._pulls.render(timeline)
        requested = list(self._pulls.state(timeline).requested.values())
        people = [self._host.actor(event.reviewer) for event in requested]
        assigned = [
            account(base, each)
            for each in map(self._host.actor, self._pulls.state(timeline).assigned)
            if each
        ]
        teams = [event.reviewer_team for event in requested if event.reviewer_team is not None]
        url = f"{base}/repos/{repository.owner}/{repository.name}/pulls/{node['number']}"
        place = {
            "repo": self._repository(base, repository),
            "user": account(base, self._host.organizations[repository.owner.lower()]),
        }
        head = {"ref": node["headRefName"], "sha": node["headRefOid"], "label": node["headRefName"]}
        return {
            "id": int(node["fullDatabaseId"]),
            "node_id": node["id"],
            "number": node["number"],
            "state": "closed" if node["closed"] else "open",
            "locked": False,
            "draft": node["isDraft"],
            "title": node["title"],
            "body": None,
            "user": account_or_ghost(base, node["author"]),
            "labels": [],
            "assignee": assigned[0] if assigned else None,
            "assignees": assigned,
            "milestone": None,
            "requested_reviewers": [account(base, person) for person in people if person is not None],
            "requested_teams": [team_json(base, self._host.team_nodes[key]) for key in teams],
            "head": head | place,
            "base": {"ref": "main", "sha": "0" * 40, "label": "main"} | place,
            "created_at": node["createdAt"],
            "updated_at": node["updatedAt"],
            "closed_at": node["closedAt"],
            "merged_at": node["mergedAt"],
            "merge_commit_sha": None if node["mergeCommit"] is None else node["mergeCommit"]["oid"],
            "author_association": node["authorAssociation"],
            "url": url,
            "html_url": node["url"],
        }


ROUTES: list[tuple[str, Callable[[Rest, str, Given], Any]]] = [
    ("user", Rest.user),
    ("rate_limit", Rest.rate_limit),
    ("orgs/{org}", Rest.organization),
    ("orgs/{org}/repos", Rest.repositories),
    ("orgs/{org}/members", Rest.members),
    ("orgs/{org}/teams", Rest.teams),
    ("orgs/{org}/teams/{slug}/members", Rest.team_members),
    ("users/{login}", Rest.named),
    ("user/{id}", Rest.named),
    ("repos/{owner}/{name}", Rest.repository),
    ("repos/{owner}/{name}/issues", Rest.issues),
    ("repos/{owner}/{name}/issues/{number}", Rest.issue),
    ("repos/{owner}/{name}/pulls", Rest.pulls),
    ("repos/{owner}/{name}/pulls/{number}", Rest.pull),
    ("repos/{owner}/{name}/pulls/{number}/reviews", Rest.reviews),
]
