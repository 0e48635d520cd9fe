"""Pull requests at the clock, as GraphQL nodes, in the orders that they can be asked for in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.github.connection import EMPTY, Connection, bounds, listed, page, position
from connectors.sandbox.github.host import WEB, Host, Node, node_id, short_id, zulu
from connectors.sandbox.github.issues import Issues
from connectors.sandbox.github.pull_request_state import State
from connectors.sandbox.github.timeline import ITEM_TYPES, Timeline
from connectors.sandbox.world.code import PullRequest, commit_oid
from connectors.sandbox.world.world import World

# Rendered pull requests that are kept for when they are asked for again.
KEPT = 5_000
Placed = tuple[tuple[int, int], Timeline]


def seconds(at: datetime) -> int:
    return int(at.timestamp())


class Pulls:
    """All pull requests, cut at the clock. Each is rendered when it is asked for, and kept for a while."""

    def __init__(self, world: World, host: Host, clock: datetime, issues: Issues) -> None:
        self._host = host
        self._issues = issues
        self._owners_files = world.owners_files
        self._timelines: dict[int, list[Timeline]] = {repository.id: [] for repository in world.repositories}
        self._by_id: dict[str, Timeline] = {}
        for pull in world.pull_requests:
            timeline = Timeline(pull, host, self._url(pull))
            self._timelines[pull.repository].append(timeline)
            self._by_id[node_id("PR", pull.id)] = timeline
        self.move_to(clock)

    def move_to(self, clock: datetime) -> None:
        self.clock = clock
        self._orders: dict[tuple[int, str], list[Placed]] = {}
        self._rendered: dict[int, tuple[Timeline, Node]] = {}
        self._states: dict[int, State] = {}

    def node(self, global_id: str) -> Node | None:
        timeline = self._by_id.get(global_id)
        if timeline is None or timeline.pull.created_at > self.clock:
            return None
        if self._is_archived(timeline) and not timeline.pull.is_shown_archived:
            return None
        return self.render(timeline)

    def timeline(self, repository: int, number: int) -> Timeline | None:
        present = (each for each in self._timelines[repository] if each.pull.number == number)
        return next((each for each in present if each.pull.created_at <= self.clock), None)

    def state(self, timeline: Timeline) -> State:
        key = timeline.pull.id
        if key not in self._states:
            self._states[key] = timeline.state(self.clock)
        return self._states[key]

    def ordered(self, repository: int, by: str) -> list[Placed]:
        """A repository's pull requests with their places: by `UPDATED_AT` or `CREATED_AT`, then number."""
        if (repository, by) not in self._orders:
            present = [
                each
                for each in self._timelines[repository]
                if each.pull.created_at <= self.clock and not self._is_archived(each)
            ]
            self._orders[repository, by] = sorted(
                [((self._instant(each, by), each.pull.number), each) for each in present],
                key=lambda placed: placed[0],
            )
        return self._orders[repository, by]

    def _is_archived(self, timeline: Timeline) -> bool:
        archived_at = timeline.pull.archived_at
        return archived_at is not None and archived_at <= self.clock

    def connection(self, repository: int, arguments: dict[str, Any]) -> Connection:
        """Repository.pullRequests. A cursor is a place in the order, so it holds when the clock moves."""
        order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
        placed = self.ordered(repository, order["field"])
        for name, keep in (
            ("states", self._in_states),
            ("headRefName", _of_branch),
            ("baseRefName", _to_branch),
        ):
            if arguments.get(name):
                placed = [each for each in placed if keep(each[1], arguments[name])]
        is_descending = order["direction"] == "DESC"
        start, stop = 0, len(placed)
        if is_descending:
            placed = placed[::-1]
        keys = [_key(place, is_descending) for place, _ in placed]
        if arguments.get("after") is not None:
            start = bisect_right(keys, _key(position(arguments["after"]), is_descending))
        if arguments.get("before") is not None:
            stop = bisect_left(keys, _key(position(arguments["before"]), is_descending))
        start, stop = bounds(len(placed), start, stop, arguments.get("first"), arguments.get("last"))
        nodes = [self.render(timeline) for _, timeline in placed[start:stop]]
        return page(nodes, start, len(placed), lambda n: placed[n][0])

    def render(self, timeline: Timeline) -> Node:
        key = timeline.pull.id
        if key not in self._rendered:
            if len(self._rendered) == KEPT:
                for other, _ in self._rendered.values():
                    other.forget()
                self._rendered.clear()
            self._rendered[key] = timeline, self._render(timeline)
        return self._rendered[key][1]

    def _instant(self, timeline: Timeline, by: str) -> int:
        is_created = by == "CREATED_AT"
        return seconds(timeline.pull.created_at if is_created else timeline.updated_at(self.clock))

    def _in_states(self, timeline: Timeline, states: list[str]) -> bool:
        return self.state(timeline).word in states

    def _url(self, pull: PullRequest) -> str:
        repository = self._host.repositories[pull.repository]
        return f"{WEB}/{repository.owner}/{repository.name}/pull/{pull.number}"

    def _render(self, timeline: Timeline) -> Node:
        pull, state, host = timeline.pull, self.state(timeline), self._host
        merged, repository = state.merged, host.repository_nodes[pull.repository]
        requests = [
            {
                "__typename": "ReviewRequest",
                "id": node_id("RR", event.id),
                "asCodeOwner": self._is_owner(pull, timeline.requested_node(event)),
                "requestedReviewer": timeline.requested_node(event),
            }
            for event in state.requested.values()
        ]
        assignees = [user for user in map(host.user, state.assigned) if user is not None]
        merge_commit = None
        if merged is not None:
            merge_commit = {
                "__typename": "Commit",
                "oid": merged.merge_commit,
                "committedDate": zulu(merged.at),
            }
        return {
            "__typename": "PullRequest",
            "id": node_id("PR", pull.id),
            "databaseId": short_id(pull.id),
            "fullDatabaseId": str(pull.id),
            "number": pull.number,
            "title": pull.title,
            "body": pull.body,
            "bodyText": pull.body,
            "url": self._url(pull),
            "state": state.word,
            "closed": not state.is_open,
            "merged": merged is not None,
            "isDraft": state.is_draft,
            "createdAt": zulu(pull.created_at),
            "publishedAt": zulu(pull.created_at),
            "updatedAt": zulu(state.updated_at),
            "closedAt": None if state.closed_at is None else zulu(state.closed_at),
            "mergedAt": None if merged is None else zulu(merged.at),
            "mergedBy": None if merged is None else host.actor(merged.actor),
            "mergeCommit": merge_commit,
            "additions": pull.additions,
            "deletions": pull.deletions,
            "changedFiles": pull.changed_files,
            "totalCommentsCount": state.comments,
            "reviewDecision": state.decision,
            "baseRefName": pull.base,
            "headRefName": pull.branch,
            "headRefOid": commit_oid(pull.repository, state.head.id) if state.head else commit_oid(pull.id),
            "isCrossRepository": False,
            "locked": False,
            "authorAssociation": "MEMBER",
            "author": host.actor(pull.author),
            "autoMergeRequest": None,
            "milestone": None,
            "repository": repository,
            "baseRepository": repository,
            "headRepository": repository,
            "labels": lambda _, **given: listed(self._labels(timeline), **given),
            # Bots that are assigned have no place here.
            "assignees": lambda _, **given: listed(assignees, **given),
            "closingIssuesReferences": lambda _, **given: listed(self._issues.referred(pull.closes), **given),
            "reviewThreads": EMPTY,
            "files": EMPTY,
            "reviewRequests": lambda _, **given: listed(requests, **given),
            "timelineItems": lambda _, **given: self._timeline_items(timeline, **given),
            "commits": lambda _, **given: self._of_type(timeline, "PullRequestCommit", given),
            "reviews": lambda _, **given: self._of_type(timeline, "PullRequestReview", given),
            "comments": lambda _, **given: self._of_type(timeline, "IssueComment", given),
        }

    def _is_owner(self, pull: PullRequest, reviewer: Node | None) -> bool:
        """Whether CODEOWNERS, as it is at the clock, names somebody; which paths changed is not planned."""
        files = [one for one in self._owners_files if one.repository == pull.repository]
        past = [one for one in files if one.at <= self.clock]
        words = max(past, key=lambda one: one.at).text.split() if past else []
        return reviewer is not None and f"@{reviewer.get('combinedSlug') or reviewer['login']}" in words

    def _labels(self, timeline: Timeline) -> list[Node]:
        labels: dict[str, Node] = {}
        for item in timeline.items(self.clock):
            if item["__typename"] == "LabeledEvent":
                labels[item["label"]["name"]] = item["label"]
            if item["__typename"] == "UnlabeledEvent":
                labels.pop(item["label"]["name"], None)
        return list(labels.values())

    def _of_type(self, timeline: Timeline, typename: str, given: dict[str, Any]) -> Connection:
        items = timeline.items(self.clock)
        return listed([item for item in items if item["__typename"] == typename], **given)

    def _timeline_items(
        self,
        timeline: Timeline,
        itemTypes: list[str] | None = None,
        since: str | None = None,
        **given: Any,
    ) -> Connection:
        if since is None:
            items = timeline.items(self.clock)
        else:
            instant = datetime.fromisoformat(since.replace("Z", "+00:00"))
            instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
            items = timeline.items_since(self.clock, instant)
        if itemTypes is not None:
            wanted = {ITEM_TYPES[name] for name in itemTypes if name in ITEM_TYPES}
            items = [item for item in items if item["__typename"] in wanted]
        return listed(items, **given) | {"updatedAt": zulu(self.state(timeline).updated_at)}


def _key(place: tuple[int, int] | list[int], is_descending: bool) -> tuple[int, int]:
    return (-place[0], -place[1]) if is_descending else (place[0], place[1])


def _of_branch(timeline: Timeline, name: str) -> bool:
    return timeline.pull.branch == name


def _to_branch(timeline: Timeline, name: str) -> bool:
    return name == timeline.pull.base
