"""From plans in seconds to the World: ids and keys in the order things happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.facts import (
    GITHUB_ORGANIZATION,
    NOT_COUNTED,
    PROJECTS,
    REPOSITORIES,
    STATUSES,
    TICKET_TYPES,
)
from connectors.sandbox.planner.people import TEAMS
from connectors.sandbox.planner.pull_requests import PullRequestPlan
from connectors.sandbox.planner.ticket_state import TicketState
from connectors.sandbox.world.code import PullEvent, PullRequest
from connectors.sandbox.world.tickets import Board, Change, Comment, Link, Ticket, Value
from connectors.sandbox.world.world import World

FIRST_TICKET, FIRST_CHANGE, FIRST_COMMENT, FIRST_LINK = 10001, 500_001, 300_001, 40_001
FIRST_PULL, FIRST_EVENT = 1_900_001, 7_000_001


def instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def maybe(at: int | None) -> datetime | None:
    return None if at is None else instant(at)


def number(chronicle: Chronicle) -> None:
    """Puts tickets and pull requests in order and gives them their ids and keys."""
    chronicle.tickets.sort(key=lambda plan: plan.created)
    chronicle.pull_requests.sort(key=lambda plan: plan.created)
    for id_, plan in enumerate(chronicle.tickets, FIRST_TICKET):
        plan.id = id_
    arrivals = [
        (at, plan.id, n, project) for plan in chronicle.tickets for n, (at, project) in enumerate(plan.places)
    ]
    used: dict[str, int] = defaultdict(int)
    by_id = {plan.id: plan for plan in chronicle.tickets}
    for _, id_, _, project in sorted(arrivals):
        used[project] += 1
        by_id[id_].keys.append(f"{project}-{used[project]}")


def world(chronicle: Chronicle) -> World:
    return World(
        name="Meridian",
        jira_url="https://meridian.example",
        github_organization=GITHUB_ORGANIZATION,
        people=list(chronicle.cast.people.values()),
        teams=chronicle.cast.teams(),
        statuses=STATUSES,
        projects=PROJECTS,
        repositories=REPOSITORIES,
        resolutions=["Done", *NOT_COUNTED],
        ticket_types=TICKET_TYPES,
        sprints=[sprint for board in chronicle.sprints.values() for sprint in board],
        tickets=_tickets(chronicle),
        pull_requests=pulls(chronicle, _names, _message),
        boards=[
            Board(board[0].board_id, f"{TEAMS[team].name} board", TEAMS[team].project)
            for team, board in chronicle.sprints.items()
        ],
    )


def _tickets(chronicle: Chronicle) -> list[Ticket]:
    tickets = [_ticket(plan) for plan in chronicle.tickets]
    changes = [
        (at, plan.id, actor, fields, ticket)
        for plan, ticket in zip(chronicle.tickets, tickets, strict=True)
        for at, actor, fields in plan.changes
    ]
    changes.sort(key=lambda change: change[:2])
    moves: dict[int, int] = defaultdict(int)
    for id_, (at, ticket_id, actor, fields, ticket) in enumerate(changes, FIRST_CHANGE):
        named: dict[str, Value] = fields
        if "project" in fields:
            moves[ticket_id] += 1
            named = {**fields, "key": chronicle.tickets[ticket_id - FIRST_TICKET].keys[moves[ticket_id]]}
        ticket.changes.append(Change(id_, instant(at), actor, tuple(named.items())))
    comments = [
        (at, plan.id, author, internal, ticket)
        for plan, ticket in zip(chronicle.tickets, tickets, strict=True)
        for at, author, internal in plan.comments
    ]
    comments.sort(key=lambda comment: comment[:2])
    for id_, (at, _, author, internal, ticket) in enumerate(comments, FIRST_COMMENT):
        ticket.comments.append(Comment(id_, instant(at), author, internal))
    links = count(FIRST_LINK)
    for plan, ticket in zip(chronicle.tickets, tickets, strict=True):
        for at, other in plan.links:
            ticket.links.append(Link(next(links), instant(at), "is blocked by", other.id))
    return tickets


def _ticket(plan: TicketState) -> Ticket:
    initial = {"key": plan.keys[0], **plan.initial}
    if plan.parent is not None:
        initial["parent"] = str(plan.parent.id)
    return Ticket(
        plan.id, plan.type, plan.reporter, instant(plan.created), initial, deleted_at=maybe(plan.deleted)
    )


def pulls(
    chronicle: Chronicle,
    names: Callable[[PullRequestPlan, int], tuple[str, str]],
    message: Callable[[PullRequestPlan], str],
) -> list[PullRequest]:
    """Every pull request; `names` gives one its title and branch by its number, `message` its commits."""
    numbers: dict[int, int] = defaultdict(int)
    found = []
    for id_, plan in enumerate(chronicle.pull_requests, FIRST_PULL):
        numbers[plan.repository] += 1
        title, branch = names(plan, numbers[plan.repository])
        size = plan.rng.randrange(5, 700)
        pull = PullRequest(
            id=id_,
            repository=plan.repository,
            number=numbers[plan.repository],
            author=plan.author,
            created_at=instant(plan.created),
            title=title,
            branch=branch,
            is_draft=plan.was_draft,
            additions=size,
            deletions=size // 3,
            changed_files=1 + size // 60,
        )
        found.append(pull)
    events = [
        (at, id_, kind, actor, facts, pull)
        for pull, plan in zip(found, chronicle.pull_requests, strict=True)
        for id_, (at, kind, actor, facts) in enumerate(plan.events)
    ]
    events.sort(key=lambda event: (event[0], event[5].id, event[1]))
    plans = {pull.id: plan for pull, plan in zip(found, chronicle.pull_requests, strict=True)}
    for id_, (at, _, kind, actor, facts, pull) in enumerate(events, FIRST_EVENT):
        text = message(plans[pull.id]) if kind == "commit" else None
        pull.events.append(PullEvent(id_, instant(at), kind, actor, **{"message": text, **facts}))  # type: ignore[arg-type]
    return found


def _names(plan: PullRequestPlan, number: int) -> tuple[str, str]:
    """Title and branch; in most styles one of them has the ticket's key, as it was at the opening."""
    if plan.ticket is None:
        return "Tidy up what was left", f"tidy/change-{'abcdefgh'[number % 8]}"
    key = plan.ticket.keys[plan.place]
    if plan.also is not None:
        return f"{key}: do the first part", f"feature/{plan.also.keys[0]}-first-part"
    if plan.style == 0:
        return "Do what was asked", f"feature/{key}-do-what-was-asked"
    if plan.style == 1:
        return f"[{key}] Do what was asked", "do-what-was-asked"
    if plan.style == 2:
        return "Do what was asked", f"{key.lower()}_do_it"
    if plan.style == 3:
        return f"{key} Do what was asked", f"feature/{key}"
    return "Do what was asked", "do-what-was-asked"


def _message(plan: PullRequestPlan) -> str:
    if plan.ticket is not None and plan.style >= 3:
        return f"{plan.ticket.keys[plan.place]} do it"
    return "Do it"
