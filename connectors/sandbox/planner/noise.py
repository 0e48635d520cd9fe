"""What happens to a ticket while it waits and means nothing: comments, edits, assignments, estimates."""

from __future__ import annotations

from collections.abc import Callable

from connectors.sandbox.planner.facts import POINTS, STATUS_OWNERS
from connectors.sandbox.planner.handoffs import PSEUDO
from connectors.sandbox.planner.people import AUTOMATION, CONTRACTORS, TEAMS, TRIAGE_LEAD
from connectors.sandbox.planner.tickets import TicketPlan

LABELS = ("quick-win", "tech-debt", "q3", "launch", "incident", "quality", "cost")


def comment_by_giver(s: TicketPlan, hours: float) -> None:
    """Whoever passed or wrote the ticket asks for news."""
    giver = s.ownership.last_team or s.reporter_team
    if giver is None or giver == s.owner:
        others = s.cast.among("analytics", "backend", "ml")
        giver = next(team for team in others if team != s.owner)
    author = s.wait_for(hours, giver)
    if s.owner in PSEUDO or s.cast.team_of(author, s.at) != s.owner:
        s.note(author)


def comment_by_bot(s: TicketPlan, hours: float) -> None:
    s.wait_for(hours, person=AUTOMATION)
    s.note(AUTOMATION, internal=True)


def comment_by_teamless(s: TicketPlan, hours: float) -> None:
    s.note(s.wait_for(hours, person=s.rng.choice((TRIAGE_LEAD, *CONTRACTORS))))


def comment_by_reporter(s: TicketPlan, hours: float) -> None:
    """The reporter, if that is a customer."""
    if s.cast.people[s.reporter].kind == "customer":
        s.note(s.wait_for(hours, person=s.reporter))
    else:
        comment_by_bot(s, hours)


def label(s: TicketPlan, hours: float) -> None:
    old = tuple(s.fields.get("labels") or ())
    new = s.rng.choice([name for name in LABELS if name not in old] or list(LABELS))
    s.change(_anybody(s, hours), labels=(*old, new)[-3:])


def prioritize(s: TicketPlan, hours: float) -> None:
    now = s.fields.get("priority")
    s.change(_anybody(s, hours), priority=s.rng.choice([p for p in ("High", "Medium", "Low") if p != now]))


def plan_sprint(s: TicketPlan, hours: float) -> None:
    """Into the sprint that runs on the owner's board."""
    actor = _anybody(s, hours)
    sprint = s.company.sprint(s.owner if s.owner in TEAMS else "platform", s.at)
    if sprint is not None and sprint != s.fields.get("sprint"):
        s.change(actor, sprint=sprint)


def estimate(s: TicketPlan, hours: float) -> None:
    """Estimated, or estimated anew: a step more or less."""
    actor = _anybody(s, hours)
    now = s.fields.get("points")
    near: tuple[int, ...] = POINTS
    if now is not None:
        place = POINTS.index(int(now))
        near = POINTS[max(0, place - 1) : place] + POINTS[place + 1 : place + 2]
    s.change(actor, points=float(s.rng.choice(near)))


def assign(s: TicketPlan, hours: float) -> None:
    """The owner's lead names somebody of the team: no touch."""
    if s.owner in PSEUDO or s.fields.get("team") or s.fields["status"] in STATUS_OWNERS:
        return
    lead = s.wait_for(hours)
    holder = s.fields.get("assignee")
    others = [
        person for person in s.cast.members(s.owner, s.at) if person != holder and s.cast.is_settled(person)
    ]
    s.change(lead, assignee=s.rng.choice(others))


def ghost(s: TicketPlan, hours: float) -> None:
    """Somebody whose account is gone for good."""
    s.wait_for(hours, person=TRIAGE_LEAD)
    s.change(None, labels=("migrated",))
    s.wait_for(0.5, person=TRIAGE_LEAD)
    s.note(None)


def _anybody(s: TicketPlan, hours: float) -> str:
    if s.owner in PSEUDO:
        return s.wait_for(hours, person=TRIAGE_LEAD)
    return s.wait_for(hours)


Kind = Callable[[TicketPlan, float], None]
KINDS: tuple[Kind, ...] = (
    comment_by_giver,
    comment_by_bot,
    comment_by_teamless,
    comment_by_reporter,
    label,
    prioritize,
    plan_sprint,
    estimate,
    assign,
)


def chatter(s: TicketPlan, hours: float, chance: float = 0.35) -> float:
    """Up to two such things within `hours` of the wait that has to pass; returns the hours that remain."""
    while hours > 1 and s.rng.random() < chance:
        part = hours * s.rng.uniform(0.1, 0.7)
        s.rng.choice(KINDS)(s, part)
        hours -= part
    return hours


def wait_and_start(s: TicketPlan, chance: float = 0.35) -> None:
    """The owner's queue, with some chatter in it, until somebody takes the ticket into work."""
    s.start(chatter(s, s.queue_hours(), chance))
