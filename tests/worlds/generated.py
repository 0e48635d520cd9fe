"""Histories that nobody made up: random tickets whose rules can be checked only by what must always hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from connectors.sandbox.world.tickets import Value
from tests.worlds.story import BOT, CUSTOMER, MEMBERS, STATUSES, TEAMS, WITHOUT_TEAM, Story, Telling, june

FIRST, LAST = june("2 08:00"), june("26 18:00")
PEOPLE = [stay["person"] for stays in MEMBERS.values() for stay in stays]
ACTORS = [*PEOPLE, *PEOPLE, WITHOUT_TEAM, BOT]
# Seconds between two events: some within the debounce, some within the hour, some over days.
GAPS = (0, 1, 60, 600, 899, 900, 3600, 7200, 86_400, 200_000)


def random_story(seed: int, tickets: int, by_assignee_only: bool = False) -> Story:
    """`by_assignee_only`: only the assignee's team says who has the ball."""
    random, story = Random(seed), Story()
    projects = ["TRI"] if by_assignee_only else [*TEAMS.values(), "TRI"]
    made = [_random_ticket(random, story, projects, by_assignee_only) for _ in range(tickets)]
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


def _random_ticket(random: Random, story: Story, projects: list[str], by_assignee_only: bool) -> Telling:
    moment = _after(random, FIRST, LAST)
    reporter = random.choice([*ACTORS, CUSTOMER])
    ticket = story.ticket(
        text(moment), reporter, random.choice(projects), assignee=random.choice([*PEOPLE, None])
    )
    for _ in range(random.randint(0, 14)):
        moment += timedelta(seconds=random.choice(GAPS))
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
