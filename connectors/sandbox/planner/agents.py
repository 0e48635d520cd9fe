"""The company's agents, which work for somebody. GitHub shows most as bots, and one as an ordinary user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from connectors.sandbox.planner.hours import CLOCK, DAY, DEFAULT_CLOCK

# They came half a year before the sandbox's usual clock, and stay.
SINCE = CLOCK - 182 * DAY


@dataclass(frozen=True, slots=True)
class Agent:
    """`is_user`: it runs under an ordinary account; `new_login`: what it is called later on."""

    key: str
    name: str
    login: str
    is_user: bool = False
    new_login: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether everybody knows it: the others are named in the organization file."""
        return not (self.is_user or self.new_login)


CLAUDE = Agent("claude", "Claude", "claude")
DEVIN = Agent("devin", "Devin", "devin-ai-integration")
AGENTS = (
    Agent("copilot", "Copilot", "copilot-swe-agent"),
    CLAUDE,
    DEVIN,
    Agent("builder", "Meridian Builder", "meridian-builder", new_login="meridian-maker"),
    Agent("pair", "Meridian Pair", "meridian-pair", is_user=True),
)
# Who works on tickets, too, under an account of an app.
ON_JIRA = (CLAUDE, DEVIN)
RENAMED_AT = DEFAULT_CLOCK - timedelta(days=60)
