"""Stories of reviews in which several events share a second, as GitHub has them."""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.coding import answer
from connectors.sandbox.stories.review import merge, opened, other_team


def assigned_by_github(c: Chronicle, rng: Random, u: float) -> None:
    """GitHub asks a member in the place of the team, at once: still one handoff."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    pull.wait_for(author, 0.1)
    pull.delegate(team, rng.choice(c.cast.members(team, pull.at)), rng.choice((0, 0, 1)))
    answer(pull, team, "APPROVED")
    merge(pull, author)


def merged_when_ready(c: Chronicle, rng: Random, u: float) -> None:
    """A team and a member are asked of a draft, which is merged in the second that makes it ready."""
    pull, author = opened(c, rng, u, draft=True)
    team = other_team(rng, pull)
    pull.wait_for(author, 0.1)
    pull.ask(team=team, person=rng.choice(c.cast.members(team, pull.at)), codeowners=True)
    pull.wait_for(author, rng.uniform(2, 20))
    pull.ready()
    pull.in_the_same_second().merge(author)
