"""A single pull request that GraphQL cannot bring: read through REST, page by page, into the same words."""

from __future__ import annotations

from typing import Any

from connectors.errors import BadAnswer
from connectors.github.answers import as_promised
from connectors.github.client import Client
from connectors.github.hydration import Found, Listed
from connectors.github.records import reduce_pull_request

Node = dict[str, Any]
_EVENTS = {
    "review_requested": "ReviewRequestedEvent",
    "review_request_removed": "ReviewRequestRemovedEvent",
    "ready_for_review": "ReadyForReviewEvent",
    "convert_to_draft": "ConvertToDraftEvent",
    "closed": "ClosedEvent",
    "reopened": "ReopenedEvent",
    "merged": "MergedEvent",
    "head_ref_force_pushed": "HeadRefForcePushedEvent",
    "base_ref_changed": "BaseRefChangedEvent",
    "labeled": "LabeledEvent",
    "unlabeled": "UnlabeledEvent",
    "assigned": "AssignedEvent",
    "unassigned": "UnassignedEvent",
    "milestoned": "MilestonedEvent",
    "demilestoned": "DemilestonedEvent",
    "auto_merge_enabled": "AutoMergeEnabledEvent",
    "auto_merge_disabled": "AutoMergeDisabledEvent",
    "added_to_merge_queue": "AddedToMergeQueueEvent",
    "removed_from_merge_queue": "RemovedFromMergeQueueEvent",
}


class RestFallback:
    """Reads one pull request by REST. What only GraphQL tells (code owners, closing issues) is empty then."""

    def __init__(self, client: Client, owner: str) -> None:
        self._client = client
        self._owner = owner

    def fetch_whole(self, full_name: str, one: Listed) -> Found:
        """It is listed, so that what REST cannot bring either, or does not show, is a SourceError."""
        if one.kind != "pull_request":
            raise BadAnswer(self._client.source, f"issue {one.number} of {full_name} is too large")
        pull = self._client.get(f"/repos/{full_name}/pulls/{one.number}")
        events = self._client.pages(f"/repos/{full_name}/issues/{one.number}/timeline")
        items = [item for page in events for each in page if (item := _item(each, full_name))]
        with as_promised(self._client.source, f"pull request {one.number} of {full_name}"):
            return reduce_pull_request(_node(pull), items)


def _node(pull: Node) -> Node:
    merged = pull["merged_at"] is not None
    requests = [*map(_person, pull["requested_reviewers"]), *map(_team, pull["requested_teams"])]
    return {
        "__typename": "PullRequest",
        "id": pull["node_id"],
        "fullDatabaseId": str(pull["id"]),
        "number": pull["number"],
        "url": pull["html_url"],
        "state": "MERGED" if merged else pull["state"].upper(),
        "isDraft": pull["draft"],
        "createdAt": pull["created_at"],
        "publishedAt": pull["created_at"],
        "updatedAt": pull["updated_at"],
        "closedAt": pull["closed_at"],
        "mergedAt": pull["merged_at"],
        "merged": merged,
        "additions": pull["additions"],
        "deletions": pull["deletions"],
        "changedFiles": pull["changed_files"],
        "totalCommentsCount": pull["comments"] + pull["review_comments"],
        "baseRefName": pull["base"]["ref"],
        "headRefName": pull["head"]["ref"],
        "headRefOid": pull["head"]["sha"],
        "title": pull["title"],
        "body": pull["body"],
        "author": _person(pull["user"]),
        "mergedBy": _person(pull["merged_by"]),
        "mergeCommit": {"oid": pull["merge_commit_sha"]} if merged else None,
        "milestone": pull["milestone"] and {"title": pull["milestone"]["title"]},
        "autoMergeRequest": None,
        "labels": {"nodes": [{"name": label["name"]} for label in pull["labels"]]},
        "assignees": {"nodes": [_person(each) for each in pull["assignees"]]},
        "closingIssuesReferences": {"nodes": []},
        "reviewRequests": {"nodes": [{"asCodeOwner": None, "requestedReviewer": each} for each in requests]},
    }


def _item(event: Node, full_name: str) -> Node | None:
    """A timeline event as GraphQL words it; None for kinds that are not kept."""
    kind = event.get("event")
    if kind == "committed":
        made = {"oid": event["sha"], "authoredDate": event["author"]["date"]}
        commit = {**made, "committedDate": event["committer"]["date"], "message": event["message"]}
        return {
            "__typename": "PullRequestCommit",
            "id": event["node_id"],
            "prCommit": {**commit, "author": None},
        }
    if kind == "reviewed":
        return {
            "__typename": "PullRequestReview",
            "id": event["node_id"],
            "fullDatabaseId": str(event["id"]),
            "state": event["state"].upper(),
            "createdAt": event["submitted_at"],
            "submittedAt": event["submitted_at"],
            "updatedAt": event["submitted_at"],
            "author": _person(event["user"]),
            "reviewCommit": {"oid": event["commit_id"]},
        }
    if kind == "commented":
        times = {"createdAt": event["created_at"], "updatedAt": event["updated_at"]}
        written = {
            "id": event["node_id"],
            "fullDatabaseId": str(event["id"]),
            "author": _person(event["user"]),
        }
        return {"__typename": "IssueComment", **written, **times}
    if kind not in _EVENTS:
        return None
    item = {"__typename": _EVENTS[kind], "id": event["node_id"], "createdAt": event["created_at"]}
    item["actor"] = _person(event["actor"])
    if kind.startswith("review_request"):
        asked = event.get("requested_team")
        owner = full_name.partition("/")[0]
        item["requestedReviewer"] = _team(asked, owner) if asked else _person(event.get("requested_reviewer"))
    if "assigned" in kind:
        item["assignee"] = _person(event.get("assignee"))
    if "label" in kind:
        item["label"] = {"name": event["label"]["name"]}
    if "milestone" in kind:
        item["milestoneTitle"] = event["milestone"]["title"]
    return item


def _person(user: Node | None) -> Node | None:
    if not user:
        return None
    login = str(user["login"]).removesuffix("[bot]")
    return {"__typename": user["type"], "databaseId": user["id"], "login": login}


def _team(team: Node, owner: str | None = None) -> Node:
    owner = owner or str(team["url"]).partition("/orgs/")[2].partition("/")[0]
    return {"__typename": "Team", "databaseId": team["id"], "combinedSlug": f"{owner}/{team['slug']}"}
