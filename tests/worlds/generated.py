"""Histories that nobody made up: random tickets whose rules can be checked only by what must always hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from connectors.sandbox.world.code import PullEventKind
from connectors.sandbox.world.tickets import Value
from tests.worlds.reviews import Told, pull
from tests.worlds.story import BOT, CUSTOMER, MEMBERS, STATUSES, TEAMS, WITHOUT_TEAM, Story, Telling, june

FIRST, LAST = june("2 08:00"), june("26 18:00")
PEOPLE = [stay["person"] for stays in MEMBERS.values() for stay in stays]
ACTORS = [*PEOPLE, *PEOPLE, WITHOUT_TEAM, BOT]
# Seconds between two events: some within the debounce, some within the hour, some over days.
GAPS = (0, 1, 60, 600, 899, 900, 3600, 7200, 86_400, 200_000)

REVIEW_KINDS: tuple[PullEventKind, ...] = (
    "review_requested",
    "review_requested",
    "review_request_removed",
    "review",
    "ready_for_review",
    "convert_to_draft",
    "merged",
    "closed",
    "reopened",
    "commit",
)


def random_story(
    seed: int, tickets: int, by_assignee_only: bool = False, gaps: Sequence[int] = GAPS
) -> Story:
    """`by_assignee_only`: only the assignee's team says who has the ball."""
    random, story = Random(seed), Story()
    projects = ["TRI"] if by_assignee_only else [*TEAMS.values(), "TRI"]
    made = [_random_ticket(random, story, projects, by_assignee_only, gaps) for _ in range(tickets)]
    for blocked in random.sample(made, tickets // 4):
        for blocker in random.sample(made, random.randint(1, 3)):
            if blocker is not blocked:
                both = max(blocked.ticket.created_at, blocker.ticket.created_at)
                blocked.blocked_by(text(_after(random, both, LAST)), blocker)
    for ticket in random.sample(made, tickets // 4):
        author = random.choice(PEOPLE)
        opened = _after(random, ticket.ticket.created_at, LAST)
        story.pull_request(
            text(opened),
            author,
            ticket,
            (text(_after(random, opened, LAST)), "comment", random.choice(PEOPLE)),
            (text(_after(random, opened, LAST)), "review", random.choice(PEOPLE)),
        )
    return story


def text(moment: datetime) -> str:
    return f"{moment:%d %H:%M:%S}"


def random_rush(seed: int, tickets: int) -> Story:
    """Tickets and pull requests to which everything happens within a few seconds."""
    random, story = Random(seed), random_story(seed, tickets, gaps=(0, 0, 0, 1))
    for _ in range(tickets):
        moment = _after(random, FIRST, LAST)
        events: list[Told] = []
        opened = text(moment)
        for _ in range(random.randint(2, 12)):
            moment += timedelta(seconds=random.choice((0, 0, 0, 1)))
            events.append(_random_review(random, text(moment)))
        pull(story, opened, random.choice([*PEOPLE, None]), *events, is_draft=random.random() < 0.5)
    for blocked in random.sample(story.world.tickets, tickets // 2):
        for blocker in random.sample(story.world.tickets, 3):
            if blocker is not blocked:
                both = max(blocked.created_at, blocker.created_at)
                Telling(story, blocked).blocked_by(text(both), Telling(story, blocker))
    return story


def _random_review(random: Random, moment: str) -> Told:
    kind = random.choice(REVIEW_KINDS)
    actor = random.choice([*PEOPLE, BOT, None])
    if kind in ("review_requested", "review_request_removed"):
        return moment, kind, actor, random.choice([*TEAMS, *PEOPLE[:3]])
    return moment, kind, actor


def _random_ticket(
    random: Random, story: Story, projects: list[str], by_assignee_only: bool, gaps: Sequence[int]
) -> Telling:
    moment = _after(random, FIRST, LAST)
    reporter = random.choice([*ACTORS, CUSTOMER])
    ticket = story.ticket(
        text(moment), reporter, random.choice(projects), assignee=random.choice([*PEOPLE, None])
    )
    for _ in range(random.randint(0, 14)):
        moment += timedelta(seconds=random.choice(gaps))
        if moment > LAST:
            break
        actor = random.choice(ACTORS)
        if random.random() < 0.25:
            ticket.comment(text(moment), actor)
        else:
            ticket.change(text(moment), actor, **_random_fields(random, by_assignee_only))
    return ticket


def _random_fields(random: Random, by_assignee_only: bool) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    if random.random() < 0.6:
        fields["assignee"] = random.choice([*PEOPLE, WITHOUT_TEAM, None])
    if random.random() < 0.6:
        allowed = ["To Do", "In Progress", "Waiting", "Done"] if by_assignee_only else list(STATUSES)
        fields["status"] = random.choice(allowed)
        fields["resolution"] = random.choice(["Done", "Won't Do"]) if fields["status"] == "Done" else None
    if not by_assignee_only and random.random() < 0.2:
        fields["team"] = random.choice([*TEAMS, None])
    return fields or {"points": float(random.randint(1, 8))}


def _after(random: Random, earliest: datetime, latest: datetime) -> datetime:
    return earliest + timedelta(seconds=random.randint(0, int((latest - earliest).total_seconds())))
