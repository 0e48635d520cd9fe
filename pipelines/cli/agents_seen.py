"""Agents that act for nobody known, and bots that look like agents, as the last run saw them."""

from __future__ import annotations

from pipelines.cli.ask import Row
from pipelines.cli.last_run import last_run
from pipelines.organization.known_agents import LIKE_AN_AGENT
from pipelines.settings import Settings

QUESTION = "doctor/agents"
GIVEN = {"like_an_agent": LIKE_AN_AGENT}


def agents_seen(settings: Settings) -> list[str]:
    """A line for each."""
    return [_line(row) for row in last_run(settings, QUESTION, **GIVEN)]


def _line(row: Row) -> str:
    who = f"{row['counts as']} {row['account']!r} of {row['source']}"
    acts = f": {row['for nobody known']:,} of {row['acts']:,} acts for nobody known"
    return f"{who}{acts if row['counts as'] == 'agent' else ''}: {row['hint']}"
