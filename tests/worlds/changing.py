"""Worlds in which everything changes that has a history: moves, types, estimates, parents, links, labels."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from connectors.sandbox.world.code import (
    Issue,
    IssueEvent,
    IssueEventKind,
    PullEvent,
    PullEventKind,
    PullRequest,
)
from connectors.sandbox.world.tickets import Value
from tests.worlds.generated import ACTORS, FIRST, LAST, PEOPLE, text
from tests.worlds.story import STATUSES, TEAMS, Story, Telling, june

TYPES = ("Story", "Bug", "Epic")
PRIORITIES = ("Low", "High", None)
PULL_KINDS: tuple[PullEventKind, ...] = (
    "commit",
    "review",
    "comment",
    "review_requested",
    "review_request_removed",
    "ready_for_review",
    "convert_to_draft",
    "closed",
    "reopened",
    "merged",
    "labeled",
    "unlabeled",
    "assigned",
)


def changing_story(seed: int, tickets: int) -> Story:
    """`tickets` of random lives over June, with pull requests that name their keys, old ones among them."""
    random, story = Random(seed), Story()
    story.world.ticket_types = list(TYPES)
    made: list[Telling] = []
    for _ in range(tickets):
        made.append(_ticket(random, story, made))
    for blocked in random.sample(made, tickets // 3):
        for blocker in random.sample(made, 2):
            if blocker is not blocked:
                both = max(blocked.ticket.created_at, blocker.ticket.created_at)
                blocked.blocked_by(text(_after(random, both)), blocker)
    for ticket in random.choices(made, k=2 * tickets):
        _pull_request(random, story, ticket)
    for _ in range(tickets // 4):
        _issue(random, story)
    return story


def _ticket(random: Random, story: Story, made: list[Telling]) -> Telling:
    moment = _after(random, FIRST, june("18 18:00"))
    project = random.choice([*TEAMS.values(), "TRI"])
    ticket = story.ticket(
        text(moment),
        random.choice(ACTORS),
        project,
        assignee=random.choice([*PEOPLE, None]),
        priority=random.choice(PRIORITIES),
        points=random.choice([None, 1.0, 5.0]),
    )
    ticket.ticket.type = random.choice(TYPES)
    for _ in range(random.randint(0, 12)):
        moment += timedelta(seconds=random.choice((60, 900, 7200, 86_400, 200_000)))
        if moment > LAST:
            break
        there = [other for other in made if other.ticket.created_at <= moment]
        ticket.change(text(moment), random.choice(ACTORS), **_fields(random, story, there))
        if random.random() < 0.3:
            ticket.comment(text(moment), random.choice(ACTORS))
    return ticket


def _fields(random: Random, story: Story, there: list[Telling]) -> dict[str, Value]:
    what = random.choice(
        ("status", "status", "assignee", "team", "points", "priority", "type", "parent", "move", "labels")
    )
    if what == "status":
        status = random.choice([*STATUSES, "Done", "Done"])
        resolution = random.choice(["Done", "Won't Do"]) if status == "Done" else None
        return {"status": status, "resolution": resolution}
    if what == "move":
        project = random.choice([*TEAMS.values(), "TRI"])
        return {"project": project, "key": f"{project}-{story.number()}"}
    values: dict[str, tuple[Value, ...]] = {
        "assignee": (*PEOPLE, None),
        "team": (*TEAMS, None),
        "points": (1.0, 2.0, 8.0, None),
        "priority": PRIORITIES,
        "type": TYPES,
        "parent": (*(str(other.ticket.id) for other in there), None),
        "labels": (("old",), ("old", "new"), ()),
    }
    return {what: random.choice(values[what])}


def _pull_request(random: Random, story: Story, ticket: Telling) -> None:
    opened = _after(random, ticket.ticket.created_at)
    keys = [str(ticket.ticket.initial["key"])]
    for change in ticket.ticket.changes:
        keys += [str(value) for name, value in change.fields if name == "key" and change.at <= opened]
    number, moment = story.number(), opened
    pull = PullRequest(
        70_000 + number,
        300,
        number,
        random.choice(PEOPLE),
        opened,
        f"{keys[-1]} more of it",
        f"work-{number}",
        is_draft=random.random() < 0.3,
    )
    story.world.pull_requests.append(pull)
    for _ in range(random.randint(0, 9)):
        moment += timedelta(seconds=random.choice((60, 3600, 86_400)))
        kind = random.choice(PULL_KINDS)
        person = random.choice(PEOPLE) if kind in REVIEWED else None
        label = random.choice(("old", "new")) if kind in ("labeled", "unlabeled") else None
        if moment > LAST or not _is_possible(pull, kind, person or label):
            continue
        state = random.choice(["APPROVED", "COMMENTED"]) if kind == "review" else None
        event = PullEvent(
            story.number(), moment, kind, random.choice(PEOPLE), reviewer=person, state=state, message=label
        )
        pull.events.append(event)


def _is_possible(pull: PullRequest, kind: PullEventKind, subject: str | None) -> bool:
    """Whether the last of the events that undo each other was another one."""
    [group] = [group for group in UNDOING if kind in group] or [()]
    before = [
        event.kind
        for event in pull.events
        if event.kind in group and subject in (None, event.message, event.reviewer)
    ]
    first: PullEventKind = "convert_to_draft" if pull.is_draft else "ready_for_review"
    return not group or [first if first in group else group[-1], *before][-1] not in (kind, "merged")


# Of each group, the last is how a pull request begins.
UNDOING: tuple[tuple[PullEventKind, ...], ...] = (
    ("closed", "merged", "reopened"),
    ("convert_to_draft", "ready_for_review"),
    ("labeled", "unlabeled"),
    ("assigned", "unassigned"),
)


ISSUE_KINDS: tuple[IssueEventKind, ...] = (
    "comment",
    "assigned",
    "unassigned",
    "labeled",
    "unlabeled",
    "mentioned",
    "closed",
    "reopened",
)


def _issue(random: Random, story: Story) -> None:
    number, opened = story.number(), _after(random, FIRST)
    events, moment, impossible = [], opened, "reopened"
    for _ in range(random.randint(0, 6)):
        moment += timedelta(seconds=random.choice((60, 3600, 86_400, 200_000)))
        if moment > LAST:
            break
        kind = random.choice([kind for kind in ISSUE_KINDS if kind != impossible])
        impossible = kind if kind in ("closed", "reopened") else impossible
        pulls = [str(pull.id) for pull in story.world.pull_requests if pull.created_at <= moment]
        if kind == "mentioned" and not pulls:
            continue
        subjects = {"mentioned": pulls, "labeled": ["old"], "unlabeled": ["old"]}
        subject = random.choice(subjects.get(kind, PEOPLE)) if kind in (*subjects, *ASSIGNED) else None
        events.append(IssueEvent(story.number(), moment, kind, random.choice(PEOPLE), subject))
    story.world.issues.append(
        Issue(80_000 + number, 300, number, random.choice(PEOPLE), opened, "An issue", events)
    )


ASSIGNED = ("assigned", "unassigned")
REVIEWED = ("review_requested", "review_request_removed", "assigned")


def _after(random: Random, earliest: datetime, latest: datetime = LAST) -> datetime:
    return earliest + timedelta(seconds=random.randint(0, max(0, int((latest - earliest).total_seconds()))))
