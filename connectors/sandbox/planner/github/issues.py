"""From plans of tickets to GitHub's issues, with ids in the order in which things happened."""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from connectors.sandbox.planner.build_world import FIRST_PULL, instant, maybe
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.github.facts import REPOSITORY_OF
from connectors.sandbox.planner.github.history import Happening, history
from connectors.sandbox.planner.pull_requests import STYLES, PullRequestPlan
from connectors.sandbox.world.code import Issue, IssueEvent, Transfer

FIRST_ISSUE, FIRST_EVENT = 3_100_001, 40_000_001


def number(chronicle: Chronicle) -> None:
    """Puts issues and pull requests in order, and gives issues the ids that they have where they begin."""
    chronicle.tickets.sort(key=lambda plan: plan.created)
    chronicle.pull_requests.sort(key=lambda plan: plan.created)
    for plan, ids in zip(chronicle.tickets, _ids(chronicle), strict=True):
        plan.id = ids[0]


def issues(chronicle: Chronicle) -> list[Issue]:
    """Every issue, and where it went. The numbers are given later: issues and pull requests share them."""
    happenings = [
        (each.at, plan.id, n, each) for plan in chronicle.tickets for n, each in enumerate(history(plan))
    ]
    for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL):
        if pull.ticket is not None and is_mention(pull):
            mention = Happening(pull.created, "mentioned", pull.author, {"subject": str(id_)})
            happenings.append((pull.created, pull.ticket.id, id_, mention))
    happenings.sort(key=lambda found: found[:3])
    events: dict[int, list[IssueEvent]] = defaultdict(list)
    transfers: dict[int, list[Transfer]] = defaultdict(list)
    later = {plan.id: iter(ids[1:]) for plan, ids in zip(chronicle.tickets, _ids(chronicle), strict=True)}
    for id_, (_, issue, _, each) in zip(count(FIRST_EVENT), happenings):
        if each.project is None:
            events[issue].append(IssueEvent(id_, instant(each.at), each.kind, each.actor, **each.facts))
        else:
            place = REPOSITORY_OF[each.project].id
            goes = Transfer(instant(each.at), each.actor, id_, next(later[issue]), place, 0)
            transfers[issue].append(goes)
    return [
        Issue(
            id=plan.id,
            repository=REPOSITORY_OF[plan.places[0][1]].id,
            number=0,
            author=plan.reporter,
            created_at=instant(plan.created),
            title=str(plan.initial.get("summary", "Look into it")),
            events=events[plan.id],
            deleted_at=maybe(plan.deleted),
            transfers=tuple(transfers[plan.id]),
        )
        for plan in chronicle.tickets
    ]


def is_mention(pull: PullRequestPlan) -> bool:
    """Whether a pull request only speaks of its issue: merging it would close nothing."""
    return pull.style == STYLES - 1


def _ids(chronicle: Chronicle) -> list[list[int]]:
    """The ids that each issue has, one after the other, in the order in which they were given."""
    arrivals = [
        (at, n, stop) for n, plan in enumerate(chronicle.tickets) for stop, (at, _) in enumerate(plan.places)
    ]
    found: list[list[int]] = [[] for _ in chronicle.tickets]
    for id_, (_, n, _) in zip(count(FIRST_ISSUE), sorted(arrivals)):
        found[n].append(id_)
    return found
