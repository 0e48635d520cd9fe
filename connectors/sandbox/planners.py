"""The organizations that the sandbox can be: one that plans in Jira, one that plans in GitHub alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.sandbox.planner.company import Company
from connectors.sandbox.planner.github.cast import cast
from connectors.sandbox.planner.github.organization import organization as github_organization
from connectors.sandbox.planner.kinds import Planner
from connectors.sandbox.planner.organization import organization

if TYPE_CHECKING:
    from connectors.sandbox.plan import Plan


def planned(planner: Planner, seed: int, tickets: int) -> Plan:
    # Whoever only asks for an organization's file would wait for what plans one.
    from connectors.sandbox.github_plan import plan_github
    from connectors.sandbox.plan import plan

    return plan_github(seed, tickets) if planner == "github" else plan(seed, tickets)


def organization_of(planner: Planner) -> str:
    """The organization file that every plan of this planner is about."""
    return github_organization(cast()) if planner == "github" else organization(Company().cast)
