"""What is done to a plan before it is served: people missing, teams renamed, clocks in another zone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from connectors.sandbox.plan import Plan
from connectors.sandbox.planner.hours import REPORT_ZONE
from connectors.sandbox.world.code import PullRequest
from connectors.sandbox.world.tickets import Ticket, Value
from connectors.sandbox.world.world import World

ELSEWHERE = "Asia/Kolkata"


def with_file(planned: Plan, file: dict[str, Any]) -> Plan:
    return replace(planned, organization=yaml.safe_dump(file, sort_keys=False))


def without_people(planned: Plan, every: int) -> tuple[Plan, set[str]]:
    """Each so many-th person is missing from the file; the plan, and who they are."""
    file = yaml.safe_load(planned.organization)
    missing = {person["id"] for person in file["people"][::every]}
    file["people"] = [person for person in file["people"] if person["id"] not in missing]
    for team in file["teams"]:
        team["members"] = [stay for stay in team["members"] if stay["person"] not in missing]
    return with_file(planned, file), missing


def misplaced(planned: Plan, every: int) -> tuple[Plan, set[str]]:
    """The file has each so many-th person in the team that it names next; the plan, and who they are."""
    file = yaml.safe_load(planned.organization)
    wrong = {person["id"] for person in file["people"][::every]}
    stays = [[stay for stay in team["members"] if stay["person"] in wrong] for team in file["teams"]]
    for team, theirs in zip(file["teams"], [stays[-1], *stays[:-1]], strict=True):
        team["members"] = [stay for stay in team["members"] if stay["person"] not in wrong] + theirs
    return with_file(planned, file), wrong


def renamed(planned: Plan, turn: datetime) -> Plan:
    """Every team has another name from `turn` on, under which the Team field is set; the file lists both."""
    world = planned.world
    new = {team.key: replace(team, key=f"{team.key} now", name=f"{team.name} Guild") for team in world.teams}
    file = yaml.safe_load(planned.organization)
    for team in file["teams"]:
        team["name"] = new[team["id"]].name
        team["owns"]["jira_team_values"] = [*team["owns"]["jira_team_values"], team["name"]]

    def value(name: str, given: Value, at: datetime) -> Value:
        return new[str(given)].key if name == "team" and given is not None and at >= turn else given

    def ticket(one: Ticket) -> Ticket:
        return replace(
            one,
            initial={name: value(name, given, one.created_at) for name, given in one.initial.items()},
            changes=[
                replace(
                    change,
                    fields=tuple((name, value(name, given, change.at)) for name, given in change.fields),
                )
                for change in one.changes
            ],
        )

    served = replace(
        world, teams=[*world.teams, *new.values()], tickets=[ticket(one) for one in world.tickets]
    )
    return replace(with_file(planned, file), world=served)


def split(planned: Plan, team: str, turn: date) -> Plan:
    """At `turn` a team becomes two: who is in it, and what it owns, is from then on the first one's."""
    file = yaml.safe_load(planned.organization)
    [old] = [one for one in file["teams"] if one["id"] == team]
    stays = old["members"]
    new = {
        **old,
        "id": f"{team} now",
        "from": turn,
        "split_from": team,
        "members": [
            {**stay, "from": max(stay.get("from", turn), turn)}
            for stay in stays
            if stay.get("to", date.max) > turn
        ],
    }
    other = {"id": f"{team} other", "name": f"{old['name']} Other", "from": turn, "split_from": team}
    old |= {
        "to": turn,
        "members": [
            {**stay, "to": min(stay.get("to", turn), turn)}
            for stay in stays
            if stay.get("from", date.min) < turn
        ],
    }
    file["teams"] += [new, other]
    return with_file(planned, file)


def elsewhere(planned: Plan) -> Plan:
    """The same instants on other clocks: weeks, calendars and dates are those of another zone."""
    file = yaml.safe_load(planned.organization)
    file["timezone"] = ELSEWHERE
    for calendar in file["calendars"]:
        calendar["timezone"] = ELSEWHERE
    for team in file["teams"]:
        for stay in team["members"]:
            stay |= {name: _instant(stay[name]) for name in ("from", "to") if name in stay}
    return with_file(planned, file)


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(REPORT_ZONE)).astimezone(UTC)


def involving(world: World, people: set[str]) -> set[str]:
    """Work items that any of these people had a hand in, and all that is tied to such items."""
    tied: dict[str, set[str]] = defaultdict(set)
    keys = {str(value): ticket.id for ticket in world.tickets for value in _values(ticket, "key")}
    for ticket in world.tickets:
        for link in ticket.links:
            _tie(tied, f"ticket:{ticket.id}", f"ticket:{link.ticket}")
    for pull in world.pull_requests:
        for key in re.findall(r"[A-Z]+-\d+", f"{pull.title} {pull.branch}"):
            if key in keys:
                _tie(tied, f"pull_request:{pull.id}", f"ticket:{keys[key]}")
    found = {f"ticket:{ticket.id}" for ticket in world.tickets if people & set(_hands(ticket))}
    found |= {f"pull_request:{pull.id}" for pull in world.pull_requests if people & set(_hands(pull))}
    fresh = set(found)
    while fresh:
        fresh = {other for item in fresh for other in tied[item]} - found
        found |= fresh
    return found


def _tie(tied: dict[str, set[str]], one: str, other: str) -> None:
    tied[one].add(other)
    tied[other].add(one)


def _values(ticket: Ticket, field: str) -> Iterable[Value]:
    changed = (value for change in ticket.changes for name, value in change.fields if name == field)
    return {ticket.initial.get(field), *changed}


def _hands(item: Ticket | PullRequest) -> Iterator[str | None]:
    if isinstance(item, PullRequest):
        yield item.author
        for event in item.events:
            yield from (event.actor, event.reviewer)
    else:
        yield item.reporter
        yield from (change.actor for change in item.changes)
        yield from (comment.author for comment in item.comments)
        yield from (None if value is None else str(value) for value in _values(item, "assignee"))
