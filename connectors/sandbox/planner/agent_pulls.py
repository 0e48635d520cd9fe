"""Three in ten of the pull requests since agents are there are opened by one; and agents that review."""

from __future__ import annotations

from collections import Counter
from random import Random

from connectors.sandbox.planner.agent_evidence import KINDS, Opening
from connectors.sandbox.planner.agents import AGENTS, CLAUDE, DEVIN, SINCE
from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.handoffs import HandoffPlan
from connectors.sandbox.planner.people import TEAMS
from connectors.sandbox.planner.pull_requests import PullRequestPlan

OF_TEN = 3
# How often an agent reviews before the team that was asked does, and within which seconds.
REVIEWED, REVIEW_AFTER = 0.3, (90, 1800)


def open_by_agents(chronicle: Chronicle, rng: Random) -> None:
    """Of every ten in a row three change their author, one with a ticket; kinds of evidence take turns."""
    used: Counter[str] = Counter()
    since = sorted((pull for pull in chronicle.pull_requests if pull.created >= SINCE), key=_when)
    for n in range(0, len(since), 10):
        ten = since[n : n + 10]
        eligible = [pull for pull in ten if pull.team_then(pull.created) is not None]
        rng.shuffle(eligible)
        alone = [pull for pull in eligible if pull.ticket is None][: OF_TEN - 1]
        others = [pull for pull in eligible if pull not in alone]
        for pull in [*alone, *others][: round(OF_TEN * len(ten) / 10)]:
            _open(pull, rng, used)


def review_by_agents(chronicle: Chronicle, rng: Random) -> None:
    """An agent is the first to review what another team was asked to: that team has it all the same."""
    for pull in chronicle.pull_requests:
        for handoff in pull.handoffs:
            if handoff.released >= SINCE and rng.random() < REVIEWED:
                _review(pull, handoff, rng)


def _when(pull: PullRequestPlan) -> tuple[int, int]:
    return pull.created, pull.repository


def _open(pull: PullRequestPlan, rng: Random, used: Counter[str]) -> None:
    principal = pull.principal
    assert principal is not None
    agent, other = rng.choice(AGENTS), _other(pull, rng)
    fitting = [name for name, kind in KINDS.items() if kind.fits(pull)]
    name = min(fitting, key=lambda one: (used[one], KINDS[one].where != "alone", rng.random()))
    used[name] += 1
    if name == "mentioned" and agent.new_login is not None:
        # What it was called when it was mentioned, nobody knows who looks later.
        agent = CLAUDE
    opening = Opening(pull, rng, agent, principal, other)
    opening.hand_over()
    KINDS[name].plant(opening)
    pull.evidence, pull.known = name, opening.known
    if KINDS[name].rung is None:
        pull.principal, pull.handoffs = None, []


def _other(pull: PullRequestPlan, rng: Random) -> str:
    """Somebody of a team that has nothing to do with it."""
    busy = {pull.team_then(pull.created), *(handoff.receiver for handoff in pull.handoffs)}
    teams = [team for team in TEAMS if team not in busy and pull.cast.members(team, pull.created)]
    return rng.choice(pull.cast.members(rng.choice(teams), pull.created))


def _review(pull: PullRequestPlan, handoff: HandoffPlan, rng: Random) -> None:
    taken = {at for at, _, _, _ in pull.events}
    ahead = [at for at in taken if at > handoff.released]
    at = handoff.released + rng.randrange(*REVIEW_AFTER)
    if at in taken or at > min(ahead, default=at):
        return
    agent = DEVIN if pull.author == CLAUDE.key else CLAUDE
    if rng.random() < 0.5:
        pull.events.append(
            (at - rng.randrange(5, 60), "review_requested", pull.author, {"reviewer": agent.key})
        )
    state = "APPROVED" if rng.random() < 0.3 else "COMMENTED"
    pull.events.append((at, "review", agent.key, {"state": state}))
    pull.events.sort(key=lambda event: event[0])
    handoff.agent_reviewed = at
