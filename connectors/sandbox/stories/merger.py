"""Stories of teams that wait for each other when one is merged into the other, or into one that is asked."""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.coding import ask_team
from connectors.sandbox.planner.company import Ended, share_of
from connectors.sandbox.planner.hours import DAY, HOUR, MERGER, STARTS
from connectors.sandbox.planner.lifecycle import carry_out, open_ticket
from connectors.sandbox.planner.people import MERGED_INTO
from connectors.sandbox.planner.pull_requests import PullRequestPlan
from connectors.sandbox.planner.transfers import hand
from connectors.sandbox.stories.review import merge, opened

DAY_SHARE = share_of(STARTS + DAY)
[(MERGED, HEIR)] = MERGED_INTO.items()


def _shortly_before(rng: Random) -> float:
    return share_of(MERGER) - rng.uniform(5, 9) * DAY_SHARE


def given_to_heir(c: Chronicle, rng: Random, u: float) -> None:
    """The team that is merged passes a ticket to the other one, which begins it when both are one."""
    s = open_ticket(c, rng, _shortly_before(rng), MERGED, shared=False)
    s.start(rng.uniform(0.5, 4))
    hand(s, HEIR, rng.uniform(0.5, 6), rng.choice(("assignee", "team", "project")))
    if s.at >= MERGER:
        raise Ended
    actor = s.newcomer(HEIR, settled=True)
    s.wait_for(s.cast.hours(actor).between(s.at, MERGER) / HOUR + rng.uniform(1, 20), person=actor)
    s.enter_work(actor)
    carry_out(s)


def heir_answers(c: Chronicle, rng: Random, u: float) -> None:
    """The team that is merged is asked for a review, which the other one answers, or merges."""
    pull, author = opened(c, rng, _shortly_before(rng), rng.choice(("backend", "frontend", "data")))
    ask_team(pull, MERGED)
    reviewer = _somebody_after_merger(c, rng, pull)
    if rng.random() < 0.3:
        return pull.merge(reviewer)
    pull.review(reviewer, "APPROVED")
    merge(pull, author)


def heir_was_asked(c: Chronicle, rng: Random, u: float) -> None:
    """One of both asks the other for a review, which comes when both are one."""
    giver, receiver = rng.sample((MERGED, HEIR), 2)
    pull, author = opened(c, rng, _shortly_before(rng), giver)
    ask_team(pull, receiver)
    pull.review(_somebody_after_merger(c, rng, pull), "APPROVED")
    merge(pull, author)


def _somebody_after_merger(c: Chronicle, rng: Random, pull: PullRequestPlan) -> str:
    """Waits until somebody of the merged teams has worked for some hours together with the others."""
    if pull.at >= MERGER:
        raise Ended
    there = [person for person in c.cast.members(HEIR, MERGER) if person != pull.author]
    person = rng.choice(there)
    return pull.wait_for(person, c.cast.hours(person).between(pull.at, MERGER) / HOUR + rng.uniform(1, 20))
