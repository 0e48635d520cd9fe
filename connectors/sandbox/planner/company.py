"""The planned company at work: its people, its sprints, and how long its teams take."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from connectors.sandbox.planner.facts import QUEUE_GROWTH
from connectors.sandbox.planner.hours import DAY, ENDS, HOUR, REORG, STARTS
from connectors.sandbox.planner.people import MERGED_INTO, TEAMS, Cast, team_at
from connectors.sandbox.world.tickets import Sprint

# Median wait of a ticket in a team's queue, in working hours.
_QUEUE = {
    "data": 9.0,
    "ml": 6.0,
    "backend": 8.0,
    "frontend": 6.0,
    "mobile": 9.0,
    "analytics": 5.0,
    "platform": 3.0,
    "ai": 1.5,
}
_HEADS = dict(zip(TEAMS, (9, 9, 10, 9, 7, 6, 8, 3), strict=True))
# How far reviews spread (sigma of their logarithm), and how long nobody lets one wait: most are answered the
# same day, and one in a hundred waits for weeks, as in the open.
_REVIEW_SPREAD, _REVIEW_AT_MOST = 2.2, 700.0
# The vertically integrated team reviews what it writes at once.
_PROMPT = {"ai": (0.25, 0.9)}
_MONTH = 30 * DAY


def make_sprints() -> dict[str, list[Sprint]]:
    """Two-week sprints of every team's board, Wednesday to Wednesday, over the whole span."""
    boards: dict[str, list[Sprint]] = {}
    for board, team in enumerate(TEAMS, 31):
        sprints = []
        for n in range((ENDS - STARTS) // (14 * DAY) + 2):
            start = STARTS + 2 * DAY + 10 * HOUR + n * 14 * DAY
            first, last = (datetime.fromtimestamp(at, UTC) for at in (start, start + 14 * DAY - HOUR))
            sprints.append(
                Sprint(board * 1000 + n, f"{TEAMS[team].project} Sprint {n + 1}", board, first, last)
            )
        boards[team] = sprints
    return boards


class Ended(Exception):
    """A story goes no further: the planned span is over, or going on would be a matter of reading."""


@dataclass(slots=True)
class Company:
    """Who works here, and at which pace. `telling` is the story that is being told.

    `counts_requests`: requests are handoffs that the roles of later ones look back at. `stands_again`: what
    is reopened stands where it stood when it was closed, as on a project board of GitHub.
    """

    cast: Cast = field(default_factory=Cast)
    sprints: dict[str, list[Sprint]] = field(default_factory=make_sprints)
    telling: str = ""
    counts_requests: bool = False
    stands_again: bool = False

    def some_team(self, rng: Random, *but: str) -> str:
        """A team by its size, none of `but`; of two that will be merged, neither if one is in `but`."""
        both = {*MERGED_INTO.keys(), *MERGED_INTO.values()}
        teams = [
            team
            for team in self.cast.among(*_HEADS)
            if team not in but and not (team in both and both & {*but})
        ]
        return rng.choices(teams, [_HEADS[team] for team in teams])[0]

    def queue_hours(self, rng: Random, team: str, at: int) -> float:
        """How long a ticket lies in a team's queue, in working hours: the data queue grows month by month."""
        median = _QUEUE[team]
        if team == "data":
            median *= QUEUE_GROWTH ** ((at - STARTS) / _MONTH)
        return max(0.2, min(median * 40, rng.lognormvariate(math.log(median), 1.05)))

    def review_hours(self, rng: Random, team: str) -> float:
        """How long another team's pull request waits for a review, in working hours."""
        median = 0.1 * _QUEUE[team] + 0.7
        return max(0.1, min(_REVIEW_AT_MOST, rng.lognormvariate(math.log(median), _REVIEW_SPREAD)))

    def inside_review_hours(self, rng: Random, team: str) -> float:
        """How long a colleague's pull request does."""
        median, spread = _PROMPT.get(team, (1.2, 1.7))
        return max(0.1, min(_REVIEW_AT_MOST, rng.lognormvariate(math.log(median), spread)))

    def sprint(self, team: str, at: int) -> str | None:
        """The sprint that runs on a team's board."""
        n = (at - STARTS - 2 * DAY - 10 * HOUR) // (14 * DAY)
        return str(self.sprints[team][n].id) if n >= 0 else None

    def member(self, rng: Random, team: str, u: float) -> tuple[str, int]:
        """Somebody in `team` and an instant of their working time, at the share `u` of the planned span."""
        for _ in range(50):
            person = rng.choice(self.cast.members(team, STARTS + int(u * (ENDS - DAY - STARTS))))
            at = self.moment(person, u)
            if self.cast.team_of(person, at) == team_at(team, at):
                return person, at
        raise AssertionError(f"nobody is in {team} at {u}")

    def check_here(self, person: str, at: int) -> None:
        """Raises Ended for somebody who has left: what they had in hand stays as it is."""
        left_at = self.cast.people[person].left_at
        if left_at is not None and left_at.timestamp() <= at:
            raise Ended

    def moment(self, person: str, u: float) -> int:
        hours = self.cast.hours(person)
        return self.clear(hours.at(int(u * hours.total)))

    def clear(self, at: int) -> int:
        """`at`, or a little later where planned life pauses, so that nothing is a matter of reading.

        It pauses around every change of membership, and before the sandbox's usual hour of 06:00 UTC.
        """
        for change in self.cast.membership_changes:
            if change - 1260 < at < change + 1260:
                at = change + 1260 + at % 600
        if 20_100 <= at % DAY <= 21_600:
            at += 1500 + at % 700
        return at


def share_of(at: int) -> float:
    """The share of the planned span that has passed at an instant: the inverse of what stories are given."""
    return (at - STARTS) / (ENDS - DAY - STARTS)


REORG_SHARE = share_of(REORG)
