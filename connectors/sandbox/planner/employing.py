"""Has agents do a part of what was planned for people, after all else is planned."""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.agent_pulls import open_by_agents, review_by_agents
from connectors.sandbox.planner.agent_tickets import AgentWork, close_by_software, deliver_by_agents
from connectors.sandbox.planner.chronicle import Chronicle


def employ(chronicle: Chronicle, rng: Random) -> list[AgentWork]:
    """Changes who did what, and says which tickets agents delivered; nothing else uses `rng`."""
    open_by_agents(chronicle, rng)
    review_by_agents(chronicle, rng)
    close_by_software(chronicle)
    return deliver_by_agents(chronicle, rng)
