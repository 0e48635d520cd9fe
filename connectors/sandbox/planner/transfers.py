"""The ways a ticket passes from its owner to another team, in the fields of one history entry."""

from __future__ import annotations

from typing import Literal

from connectors.sandbox.planner.company import Ended
from connectors.sandbox.planner.facts import SHARED_PROJECT, SUPPORT_PROJECT, TRIAGE_PROJECT
from connectors.sandbox.planner.handoffs import UNOWNED
from connectors.sandbox.planner.lifecycle import COMPONENT_OF
from connectors.sandbox.planner.people import TEAMS, team_at
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.world.tickets import Value

NOBODYS = (TRIAGE_PROJECT, SUPPORT_PROJECT)
Means = Literal["assignee", "team", "component", "project"]


def means_for(s: TicketPlan, to: str) -> Means:
    """A way that these fields allow: the Team field, once set, outranks assignee and component."""
    ways: list[Means] = ["team", "project"]
    if not s.fields.get("team"):
        ways += ["assignee", "assignee"]
        if s.fields["project"] == SHARED_PROJECT and to in COMPONENT_OF:
            ways += ["component"] * 4
    if s.fields["project"] == TEAMS[to].project:
        ways.remove("project")
    return s.rng.choice(ways)


def fields_for(
    s: TicketPlan, to: str, means: Means, person: str | None = None, keep: bool = False
) -> dict[str, Value]:
    """The entry's fields.

    `person`: a member of `to` who takes it; `keep`: the old assignee stays, whatever that says.
    """
    if means == "assignee":
        # Where no component or project catches a leaver's tickets, only people who stay are assigned.
        nobodys = s.fields["project"] in NOBODYS
        return {"assignee": person or s.newcomer(to, settled=nobodys)}
    if means == "team":
        fields: dict[str, Value] = {"team": to}
        if person is not None or not keep:
            fields["assignee"] = person
        return fields
    if means == "component":
        return {"components": (COMPONENT_OF[to],), "assignee": person}
    fields = {"project": TEAMS[to].project, "assignee": person}
    if s.fields.get("team"):
        fields["team"] = None
    if s.fields.get("components"):
        fields["components"] = None
    return fields


def hand(
    s: TicketPlan,
    to: str,
    hours: float,
    means: Means | None = None,
    *,
    pull: bool = False,
    keep: bool = False,
) -> None:
    """The owner passes the ticket on after so many hours.

    `pull`: a member of `to` takes it into work instead, in the same entry.
    """
    to = team_at(to, s.at)
    if to == s.owner:
        raise Ended
    way = means or means_for(s, to)
    actor = s.wait_for(hours, to if pull else None, settled=True)
    if s.owner == to or team_at(to, s.at) != to:
        raise Ended
    person = actor if pull else None
    if pull and s.fields["project"] in NOBODYS:
        person = None
    s.give(to, actor, fields_for(s, to, way, person, keep), work=pull)


def to_triage(s: TicketPlan, hours: float) -> None:
    """The owner lets go of it: into the triage project, where nobody has it."""
    actor = s.wait_for(hours, settled=True)
    fields: dict[str, Value] = {"project": TRIAGE_PROJECT, "assignee": None, "status": "Triage"}
    for name in ("team", "components"):
        if s.fields.get(name):
            fields[name] = None
    s.give(UNOWNED, actor, fields)


def route(s: TicketPlan, to: str, hours: float, router: str) -> None:
    """Somebody without a team sends it where it belongs."""
    s.wait_for(hours, person=router, settled=True)
    to = team_at(to, s.at)
    ways: list[Means] = ["project"] if s.fields.get("team") else ["project", "project", "team", "assignee"]
    means = "team" if s.fields["project"] == TEAMS[to].project else s.rng.choice(ways)
    s.give(to, router, fields_for(s, to, means) | {"status": "To Do"})
