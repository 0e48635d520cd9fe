"""What is true of agents, by the ids that pull requests and tickets were given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.sandbox.planner.agent_evidence import KINDS
from connectors.sandbox.planner.agent_tickets import AgentWork
from connectors.sandbox.planner.build_world import FIRST_PULL, instant
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.world.agents import PlantedAgentPull, PlantedAgentReview, PlantedAgentWork


def rows(chronicle: Chronicle, done: list[AgentWork]) -> dict[str, Any]:
    """The rows of the truth, by their names there."""
    return {
        "agent_pulls": tuple(_pulls(chronicle)),
        "agent_work": tuple(_work(done)),
        "agent_reviews": tuple(_reviews(chronicle)),
    }


def _pulls(chronicle: Chronicle) -> Iterator[PlantedAgentPull]:
    for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL):
        if pull.evidence is not None:
            yield PlantedAgentPull(
                work_item=f"pull_request:{id_}",
                evidence=pull.evidence,
                rung=KINDS[pull.evidence].rung,
                principal=pull.principal,
                opened_at=instant(pull.created),
                known_at=instant(pull.known),
            )


def _reviews(chronicle: Chronicle) -> Iterator[PlantedAgentReview]:
    for id_, pull in enumerate(chronicle.pull_requests, FIRST_PULL):
        for handoff in pull.handoffs:
            if handoff.agent_reviewed is not None and handoff.receiver is not None:
                yield PlantedAgentReview(
                    f"pull_request:{id_}",
                    handoff.receiver,
                    instant(handoff.released),
                    instant(handoff.agent_reviewed),
                )


def _work(done: list[AgentWork]) -> Iterator[PlantedAgentWork]:
    for one in done:
        times = instant(one.assigned), instant(one.touched), instant(one.closed)
        yield PlantedAgentWork(f"ticket:{one.ticket.id}", one.team, *times)
