"""A few people, tickets and pull requests, small enough to be known by heart.

PAY-1 moves to DATA, changes teams and has 30 comments; PAY-2 is blocked by it and is deleted on the 20th;
DATA-1 is an epic. Of meridian/pipeline, pull request 1 is merged by a bot, 2 is a bot's draft, 3 a ghost's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.sandbox.world.code import PullEvent, PullRequest, Repository
from connectors.sandbox.world.tickets import Change, Comment, Link, Project, Sprint, Status, Ticket, Worklog
from connectors.sandbox.world.world import Person, Stay, Team, World


def march(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


def instant_ms(at: datetime) -> int:
    return int(at.timestamp()) * 1000


END = march(31)

PEOPLE = [
    Person("ana", "Ana Lopes", "ana@example.org", "America/New_York", "acc-1", login="ana-m", github_id=11),
    Person("ben", "Ben Okafor", "ben@example.org", "Europe/London", "acc-2", login="ben-o", github_id=12),
    Person(
        "cem",
        "Cem Kaya",
        "cem@example.org",
        "Europe/Berlin",
        "acc-3",
        login="cem",
        github_id=13,
        left_at=march(15),
    ),
    Person("bot", "Lint", "lint@example.org", "Etc/UTC", "acc-9", "app", login="lint-bot[bot]", github_id=90),
    Person("eva", "Eva Klein", "eva@customer.example", "Europe/Berlin", "acc-7", "customer"),
]
TEAMS = [
    Team(
        "pay",
        "Payments",
        "payments",
        "uuid-pay",
        501,
        (Stay("ana", march(1)), Stay("cem", march(1), march(15))),
    ),
    Team("data", "Data Engineering", "data-engineering", "uuid-data", 502, (Stay("ben", march(1)),)),
]
STATUSES = [
    Status("10000", "To Do", "new"),
    Status("3", "In Progress", "indeterminate"),
    Status("10009", "Done", "done"),
]
PROJECTS = [
    Project("10000", "PAY", "Payments", ("Checkout", "Reports")),
    Project("10001", "DATA", "Data platform", ("Pipelines", "Reports")),
]
SPRINTS = [
    Sprint(37, "Sprint 1, the [first]=one", 1, march(3), march(10)),
    Sprint(38, "Sprint 2", 1, march(10), march(24), completed_at=march(25)),
]


def moved_ticket() -> Ticket:
    ticket = Ticket(
        20001,
        "Story",
        "ana",
        march(3),
        {
            "key": "PAY-1",
            "project": "PAY",
            "status": "To Do",
            "summary": "Totals are wrong",
            "team": "pay",
            "components": ("Checkout",),
            "priority": "Medium",
            "labels": ("money",),
        },
    )
    ticket.changes = [
        Change(1, march(4), "ana", (("status", "In Progress"), ("assignee", "ana"), ("sprint", "37"))),
        Change(2, march(5), "ana", (("team", "data"), ("assignee", "ben"), ("points", 3.0))),
        Change(
            3,
            march(6),
            "ben",
            (("project", "DATA"), ("key", "DATA-2"), ("components", ("Pipelines", "Reports"))),
        ),
        Change(
            4, march(7), None, (("labels", ("money", "late")), ("priority", "High"), ("summary", "Totals"))
        ),
        Change(
            5, march(12), "ben", (("sprint", "38"), ("points", 2.5), ("parent", "20003"), ("hidden", "x"))
        ),
        Change(6, march(18), "ben", (("status", "Done"), ("resolution", "Done"))),
        Change(7, march(25), "bot", (("status", "In Progress"), ("resolution", None), ("parent", None))),
    ]
    ticket.comments = [
        Comment(100 + n, march(8) + timedelta(hours=n), "ana" if n % 2 else None, is_internal=n == 3)
        for n in range(30)
    ]
    ticket.worklogs = [
        Worklog(700 + n, march(9) + timedelta(hours=n), "ben", march(9), 1800) for n in range(25)
    ]
    return ticket


def tickets() -> list[Ticket]:
    blocked = Ticket(
        20002,
        "Task",
        "eva",
        march(4),
        {
            "key": "PAY-2",
            "project": "PAY",
            "status": "To Do",
            "summary": "Report",
            "request_type": "Get help",
        },
        links=[Link(900, march(9), "is blocked by", 20001)],
        deleted_at=march(20),
    )
    epic = Ticket(
        20003,
        "Epic",
        "ben",
        march(2),
        {"key": "DATA-1", "project": "DATA", "status": "To Do", "summary": "Sums"},
    )
    return [moved_ticket(), blocked, epic]


def pull_requests() -> list[PullRequest]:
    merged = PullRequest(
        7001,
        300,
        1,
        "ana",
        march(5),
        "DATA-2 fix totals",
        "fix/DATA-2",
        additions=10,
        deletions=2,
        changed_files=3,
    )
    merged.events = [
        PullEvent(1, march(4), "commit", "ana", message="DATA-2 first try\n\nWith reasons."),
        PullEvent(2, march(5, 10), "review_requested", "ana", reviewer_team="data"),
        PullEvent(3, march(5, 11), "review_requested", "ana", reviewer="cem"),
        PullEvent(4, march(6), "review", "ben", state="CHANGES_REQUESTED"),
        PullEvent(5, march(6, 10), "commit", "ana", message="Better"),
        PullEvent(6, march(6, 12), "comment", None),
        PullEvent(7, march(7), "review", "ben", state="APPROVED"),
        PullEvent(8, march(8), "merged", "bot"),
    ]
    draft = PullRequest(7002, 300, 2, "bot", march(6), "Bump", "bot/bump", is_draft=True)
    draft.events = [
        PullEvent(20, march(9), "ready_for_review", "bot"),
        PullEvent(21, march(9, 10), "review_requested", "bot", reviewer="ben"),
        PullEvent(22, march(10), "review_request_removed", "bot", reviewer="ben"),
        PullEvent(23, march(11), "convert_to_draft", "bot"),
        PullEvent(24, march(12), "closed", "ben"),
        PullEvent(25, march(13), "reopened", "ben"),
    ]
    ghost = PullRequest(7003, 300, 3, None, march(10), "Try", "try")
    ghost.events = [PullEvent(30, march(11), "review_requested", None, reviewer_team="pay")]
    return [merged, draft, ghost]


def small_world() -> World:
    return World(
        name="Meridian",
        jira_url="https://meridian.example",
        github_organization="meridian",
        people=PEOPLE,
        teams=TEAMS,
        statuses=STATUSES,
        projects=PROJECTS,
        repositories=[Repository(300, "meridian", "pipeline"), Repository(301, "meridian", "empty")],
        resolutions=["Done", "Won't Do"],
        ticket_types=["Story", "Task", "Epic", "Sub-task"],
        sprints=SPRINTS,
        tickets=tickets(),
        pull_requests=pull_requests(),
    )
