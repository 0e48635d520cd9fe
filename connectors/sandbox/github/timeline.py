"""The life of a pull request as GraphQL timeline items."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime

from connectors.sandbox.github.connection import listed
from connectors.sandbox.github.host import BOT_SUFFIX, WEB, Host, Node, node_id, short_id, zulu
from connectors.sandbox.github.pull_request_state import State
from connectors.sandbox.world.code import PullEvent, PullRequest, commit_oid
from connectors.sandbox.world.world import Person

ITEM_TYPES = {
    "PULL_REQUEST_COMMIT": "PullRequestCommit",
    "PULL_REQUEST_REVIEW": "PullRequestReview",
    "ISSUE_COMMENT": "IssueComment",
    "REVIEW_REQUESTED_EVENT": "ReviewRequestedEvent",
    "REVIEW_REQUEST_REMOVED_EVENT": "ReviewRequestRemovedEvent",
    "READY_FOR_REVIEW_EVENT": "ReadyForReviewEvent",
    "CONVERT_TO_DRAFT_EVENT": "ConvertToDraftEvent",
    "CLOSED_EVENT": "ClosedEvent",
    "REOPENED_EVENT": "ReopenedEvent",
    "MERGED_EVENT": "MergedEvent",
    "HEAD_REF_FORCE_PUSHED_EVENT": "HeadRefForcePushedEvent",
    "BASE_REF_CHANGED_EVENT": "BaseRefChangedEvent",
    "LABELED_EVENT": "LabeledEvent",
    "UNLABELED_EVENT": "UnlabeledEvent",
    "ASSIGNED_EVENT": "AssignedEvent",
    "UNASSIGNED_EVENT": "UnassignedEvent",
    "AUTO_MERGE_ENABLED_EVENT": "AutoMergeEnabledEvent",
    "AUTO_MERGE_DISABLED_EVENT": "AutoMergeDisabledEvent",
    "ADDED_TO_MERGE_QUEUE_EVENT": "AddedToMergeQueueEvent",
    "REMOVED_FROM_MERGE_QUEUE_EVENT": "RemovedFromMergeQueueEvent",
}
EVENT_TYPES = {
    "commit": ("PullRequestCommit", "PURC"),
    "review": ("PullRequestReview", "PRR"),
    "comment": ("IssueComment", "IC"),
    "review_requested": ("ReviewRequestedEvent", "RRE"),
    "review_request_removed": ("ReviewRequestRemovedEvent", "RRRE"),
    "ready_for_review": ("ReadyForReviewEvent", "RFRE"),
    "convert_to_draft": ("ConvertToDraftEvent", "CTDE"),
    "closed": ("ClosedEvent", "CE"),
    "reopened": ("ReopenedEvent", "REE"),
    "merged": ("MergedEvent", "ME"),
    "force_pushed": ("HeadRefForcePushedEvent", "HRFPE"),
    "base_changed": ("BaseRefChangedEvent", "BRCE"),
    "labeled": ("LabeledEvent", "LE"),
    "unlabeled": ("UnlabeledEvent", "UNLE"),
    "assigned": ("AssignedEvent", "AE"),
    "unassigned": ("UnassignedEvent", "UNAE"),
    "auto_merge_enabled": ("AutoMergeEnabledEvent", "AMEE"),
    "auto_merge_disabled": ("AutoMergeDisabledEvent", "AMDE"),
    "added_to_merge_queue": ("AddedToMergeQueueEvent", "ATMQE"),
    "removed_from_merge_queue": ("RemovedFromMergeQueueEvent", "RFMQE"),
}


class Timeline:
    """Events of one pull request in order. `items` are nodes, kept until they are to be forgotten."""

    def __init__(self, pull: PullRequest, host: Host, url: str) -> None:
        self.pull = pull
        self._host = host
        self._url = url
        self.events = sorted(pull.events, key=lambda event: (event.at, event.id))
        self._event_times = [event.at for event in self.events]
        self._items: list[Node] | None = None
        self._times: list[datetime] = []
        self._ends: dict[str, datetime] = {}

    def updated_at(self, clock: datetime) -> datetime:
        count = bisect_right(self._event_times, clock)
        return max(self.pull.created_at, self._event_times[count - 1]) if count else self.pull.created_at

    def items(self, clock: datetime) -> list[Node]:
        """The timeline up to an instant, oldest first."""
        if self._items is None:
            pairs = [(event, node) for event in self.events for node in self._nodes(event)]
            self._times = [event.at for event, _ in pairs]
            self._items = [node for _, node in pairs]
            self._ends = {node["id"]: each.deleted_at for each, node in pairs if each.deleted_at is not None}
        items = self._items[: bisect_right(self._times, clock)]
        gone = {id_ for id_, deleted_at in self._ends.items() if deleted_at <= clock}
        return [node for node in items if node["id"] not in gone] if gone else items

    def forget(self) -> None:
        self._items = None

    def items_since(self, clock: datetime, since: datetime) -> list[Node]:
        there = self.items(clock)
        began = {node["id"]: at for node, at in zip(self._items or (), self._times, strict=False)}
        return [node for node in there if began[node["id"]] >= since]

    def state(self, clock: datetime) -> State:
        state = State(self.pull.is_draft, self.updated_at(clock))
        for event in self.events[: bisect_right(self._event_times, clock)]:
            if event.deleted_at is None or event.deleted_at > clock:
                state.apply(event, self._host)
        return state

    def _nodes(self, event: PullEvent) -> list[Node]:
        # The timeline has the review that a review's comment is a part of.
        if event.kind == "review_comment" or not event.is_told:
            return []
        typename, prefix = EVENT_TYPES[event.kind]
        at = zulu(event.at)
        node: Node = {"__typename": typename, "id": node_id(prefix, event.id)}
        if event.kind == "commit":
            return [node | {"url": f"{self._url}/commits", "commit": self._commit(event, at)}]
        if event.kind in ("review", "comment"):
            return [node | self._written(event, at)]
        node |= {"createdAt": at, "actor": self._host.actor(event.actor)}
        if event.kind in ("review_requested", "review_request_removed"):
            node["requestedReviewer"] = self.requested_node(event)
        if event.kind == "closed":
            node |= {"stateReason": None, "closer": None}
        if event.kind in ("labeled", "unlabeled"):
            node["label"] = {"__typename": "Label", "id": f"LA_{event.message}", "name": event.message}
        if event.kind in ("assigned", "unassigned"):
            node["assignee"] = self._host.actor(event.reviewer)
        if event.kind == "base_changed":
            node |= {"previousRefName": "main", "currentRefName": event.message}
        if event.kind == "force_pushed":
            node |= {
                "beforeCommit": None,
                "afterCommit": {"__typename": "Commit", "oid": commit_oid(event.id)},
            }
        if event.kind != "merged":
            return [node]
        node["mergeRefName"] = "main"
        node["commit"] = {"__typename": "Commit", "oid": event.merge_commit, "committedDate": at}
        # GitHub closes what is merged, and says so.
        if any(other.kind == "closed" and other.at == event.at for other in self.events):
            return [node]
        closed = {"__typename": "ClosedEvent", "id": node_id("CE", event.id), "createdAt": at}
        return [node, closed | {"actor": node["actor"], "stateReason": None, "closer": None}]

    def requested_node(self, event: PullEvent) -> Node | None:
        if event.reviewer_team is not None:
            return self._host.team(event.reviewer_team)
        actor = self._host.actor(event.reviewer)
        is_told = self._host.bots_review or actor is None or actor["__typename"] != "Bot"
        return actor if is_told else None

    def _commit(self, event: PullEvent, at: str) -> Node:
        authors = [self._author(key, at) for key in (event.actor, *event.co_authors)]
        author, *others = authors
        trailers = [f"Co-authored-by: {one['name']} <{one['email']}>" for one in others]
        message = "\n\n".join(filter(None, (event.message or "Work on it", "\n".join(trailers))))
        headline, _, body = message.partition("\n")
        oid = commit_oid(self.pull.repository, event.id)
        return {
            "__typename": "Commit",
            "id": node_id("C", event.id),
            "oid": oid,
            "url": f"{WEB}/commit/{oid}",
            "authoredDate": at,
            "committedDate": at,
            "message": message,
            "messageHeadline": headline,
            "messageBody": body.strip(),
            "author": author,
            "committer": author,
            "authors": lambda _, **given: listed(authors, **given),
        }

    def _author(self, key: str | None, at: str) -> Node:
        """Who wrote a commit, as git says it, and the user whose address that is: a bot is none."""
        person = None if key is None else self._host.people.get(key)
        return {
            "__typename": "GitActor",
            "name": _git_name(person) if person else "Unknown",
            "email": _address(person) if person else "unknown@example.org",
            "date": at,
            "user": self._host.user(key),
        }

    def _written(self, event: PullEvent, at: str) -> Node:
        """What reviews and comments have in common, and each its own."""
        text = event.message or ""
        node: Node = {
            "fullDatabaseId": str(event.id),
            "databaseId": short_id(event.id),
            "createdAt": at,
            "updatedAt": at,
            "author": self._host.actor(event.actor),
            "authorAssociation": "MEMBER",
            "body": text,
            "bodyText": text,
        }
        if event.kind == "comment":
            return node | {"url": f"{self._url}#issuecomment-{event.id}", "isMinimized": False}
        earlier = [other for other in self.events if other.kind == "commit" and other.at <= event.at]
        oid = commit_oid(self.pull.repository, earlier[-1].id) if earlier else commit_oid(self.pull.id)
        commit = {"__typename": "Commit", "oid": oid}
        url = f"{self._url}#pullrequestreview-{event.id}"
        return node | {"url": url, "state": event.state or "COMMENTED", "submittedAt": at, "commit": commit}


def _git_name(person: Person) -> str:
    return f"{_login(person)}{BOT_SUFFIX}" if person.kind == "app" else person.name


def _address(person: Person) -> str:
    if person.kind == "app":
        return f"{person.github_id}+{_git_name(person)}@users.noreply.github.com"
    if person.is_email_private:
        return f"{person.github_id}+{person.login}@users.noreply.github.com"
    return person.email


def _login(person: Person) -> str:
    return str(person.login).removesuffix(BOT_SUFFIX)
