"""How tickets begin and how work on them ends: the parts most stories share."""

from __future__ import annotations

import math
from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.coding import code
from connectors.sandbox.planner.facts import COMPONENTS, POINTS, SHARED_PROJECT, SIZES
from connectors.sandbox.planner.noise import plan_sprint, wait_and_start
from connectors.sandbox.planner.people import TEAMS, team_at
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.world.tickets import Value

COMPONENT_OF = {team: component for component, team in COMPONENTS.items()}
CODERS = ("data", "ml", "backend", "frontend", "mobile", "platform", "ai")
# How often another team is asked to review what a team writes: the integrated one decides by itself.
ASKS_OTHERS = {"ai": 0.03}

_SUBJECTS = ("ranking", "invoices", "search", "sessions", "embeddings", "exports", "alerts", "billing")
_DEEDS = ("Improve", "Fix", "Add", "Rework", "Measure", "Migrate", "Document", "Retire", "Backfill")


def is_forgotten(c: Chronicle) -> bool:
    """Of what has waited for weeks, one in twenty is never looked at again: the second of each story, too."""
    return c.counts[c.telling] % 20 == 1


def some_points(rng: Random, teams: int) -> float:
    """The estimate of something that so many teams work on."""
    return float(rng.choices(POINTS, SIZES[teams])[0])


def details(rng: Random, kind: str, teams: int = 1) -> dict[str, Value]:
    """Plausible fields of a new ticket; many are not estimated, and more so of bugs."""
    fields: dict[str, Value] = {
        "summary": f"{rng.choice(_DEEDS)} {rng.choice(_SUBJECTS)}",
        "priority": rng.choices(("Highest", "High", "Medium", "Low"), (1, 4, 10, 3))[0],
    }
    if rng.random() < (0.4 if kind == "Bug" else 0.75):
        fields["points"] = some_points(rng, teams)
    if rng.random() < 0.2:
        fields["labels"] = (rng.choice(("quick-win", "tech-debt", "launch")),)
    return fields


def open_ticket(
    c: Chronicle,
    rng: Random,
    u: float,
    owner: str,
    *,
    by: str | None = None,
    shared: bool | None = None,
    type: str | None = None,
    parent: TicketPlan | None = None,
    teams: int = 1,
    **fields: Value,
) -> TicketPlan:
    """A ticket in the team's own project, or in the shared one by component; `by` is the reporter's team.

    `teams`: how many will work on it.
    """
    reporter, at = c.member(rng, by or owner, u)
    owner = team_at(owner, at)
    kind = type or rng.choices(("Story", "Task", "Bug"), (4, 4, 3))[0]
    found = {**details(rng, kind, teams), **fields}
    if shared is None:
        shared = rng.random() < 0.4
    if shared and owner in COMPONENT_OF:
        project = SHARED_PROJECT
        found.setdefault("components", (COMPONENT_OF[owner],))
    else:
        project = TEAMS[owner].project
    if rng.random() < 0.3:
        sprint = c.sprint(owner, at)
        if sprint is not None:
            found.setdefault("sprint", sprint)
    return TicketPlan(c, rng, project, reporter, at, owner=owner, type=kind, parent=parent, fields=found)


def work_hours(s: TicketPlan) -> float:
    """Working hours from start to done: by size, and short in the integrated team."""
    points = float(s.fields.get("points") or 3)
    pace = 0.6 if s.ownership.owner == "ai" else s.pace
    return pace * points * s.rng.lognormvariate(math.log(2.2), 0.6)


def carry_out(
    s: TicketPlan, *, pull: float = 0.34, reviewers: str | None = None, clears: bool = False
) -> None:
    """Started already: the work until it is done, in one team, often with a pull request."""
    rng = s.rng
    hours = work_hours(s)
    if rng.random() < 0.08:
        actor = s.wait_for(hours * 0.2)
        s.change(actor, status="Blocked")
        s.start(rng.lognormvariate(1.8, 0.8), take=False)
    if rng.random() < 0.1:
        s.flag(hours * 0.1)
        if rng.random() < 0.85:
            s.unflag(rng.lognormvariate(1.8, 1.0))
    if s.owner in CODERS and rng.random() < pull:
        if reviewers is None and rng.random() < ASKS_OTHERS.get(s.owner, 0.2):
            reviewers = s.company.some_team(rng, s.owner, "analytics") if rng.random() < 0.6 else "platform"
        code(s, hours * 0.4, reviewers=reviewers)
    if rng.random() < 0.15 and s.fields["status"] != "Testing":
        actor = s.wait_for(hours * 0.2)
        s.enter_work(actor, "Testing", take=False)
    if s.fields.get("sprint") and rng.random() < 0.5:
        plan_sprint(s, 0.1)
    extra: dict[str, Value] = {}
    if rng.random() < 0.06:
        extra["points"] = float(rng.choice(POINTS))
    if clears:
        extra["assignee"] = None
    s.finish(hours * 0.4 + 0.2, fields=extra)


def do(s: TicketPlan, *, pull: float = 0.34, reviewers: str | None = None, chance: float = 0.35) -> None:
    """From the owner's queue to done."""
    wait_and_start(s, chance)
    carry_out(s, pull=pull, reviewers=reviewers)
