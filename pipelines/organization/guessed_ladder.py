"""Which signals name the owner of a ticket on these sites: the ladder without the rungs that say nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.jira.discovery import Discovery as JiraDiscovery
from pipelines.organization.guesses import GuessedTeam
from pipelines.organization.model import Ownership


@dataclass(frozen=True, slots=True)
class GuessedLadder:
    """`why` says how many tickets each signal is on."""

    rungs: tuple[str, ...]
    why: str


def guess_ladder(jira: Mapping[str, JiraDiscovery], teams: Sequence[GuessedTeam]) -> GuessedLadder | None:
    """None where no ticket was looked at: all rungs stay."""
    looks = [look for site in jira.values() for look in site.looks.values()]
    total = sum(look.ticket_count for look in looks)
    if not total:
        return None
    with_team = sum(look.team_values.total() for look in looks)
    assigned = sum(look.assigned_count for look in looks)
    signals = {
        "team": with_team,
        "assignee": assigned if any(team.members for team in teams) else 0,
        "component": sum(len(team.components) for team in teams),
        "project": sum(len(team.owns.get("jira_projects", [])) for team in teams),
    }
    rungs = tuple(rung for rung in Ownership().ladder if signals.get(rung, 1))
    why = (
        f"of {total:,} tickets {with_team / total:.0%} have a Team, {assigned / total:.0%} an assignee; "
        f"teams were found for {signals['component']} components and {signals['project']} projects"
    )
    return GuessedLadder(rungs, why)
