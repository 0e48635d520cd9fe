"""How merged work gets to production: deployments and releases, and which pull request arrived when.

It is planned after all else, with numbers of its own: nobody's work depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

from connectors.sandbox.planner.hours import ENDS_AT, STARTS_AT
from connectors.sandbox.planner.people import AUTOMATION
from connectors.sandbox.world.code import Deployment, PullEvent, PullRequest, Release, Repository, commit_oid
from connectors.sandbox.world.truth import PlantedDelivery

FIRST_DEPLOYMENT, FIRST_RELEASE = 61_000_001, 62_000_001
# Days between deployments of each repository in turn; None: it is deployed by something that tells nobody.
CADENCES = (1, 7, 2, None, 3, 1, 7, 0.5)
# What was merged within this time before a deployment is not built yet.
BUILD = timedelta(minutes=30)
FAILED, ROLLED_BACK, FROM_A_BRANCH = 0.1, 0.06, 0.06


@dataclass(slots=True)
class Deliveries:
    """`arrivals` hold every pull request of which one can know; what merged untold of is not among them."""

    deployments: list[Deployment] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    arrivals: list[PlantedDelivery] = field(default_factory=list)


def plan_deliveries(repositories: list[Repository], pulls: list[PullRequest], rng: Random) -> Deliveries:
    """Deployments of all repositories in the order of time, with their ids."""
    planned = Deliveries()
    for n, repository in enumerate(repositories):
        cadence = CADENCES[n % len(CADENCES)]
        if cadence is not None:
            there = [pull for pull in pulls if pull.repository == repository.id]
            _Line(repository.id, there, timedelta(days=cadence), rng, planned).run()
    planned.deployments = [
        replace(each, id=id_)
        for id_, each in zip(
            count(FIRST_DEPLOYMENT), sorted(planned.deployments, key=lambda each: (each.at, each.repository))
        )
    ]
    planned.releases = [
        replace(each, id=id_)
        for id_, each in zip(
            count(FIRST_RELEASE), sorted(planned.releases, key=lambda each: (each.at, each.repository))
        )
    ]
    return planned


class _Line:
    """The deployments of one repository."""

    def __init__(
        self,
        repository: int,
        pulls: list[PullRequest],
        every: timedelta,
        rng: Random,
        planned: Deliveries,
    ) -> None:
        self.repository, self.pulls, self.every, self.rng, self.planned = (
            repository,
            pulls,
            every,
            rng,
            planned,
        )
        self.merges = sorted(
            ((event, pull) for pull in pulls for event in pull.events if event.kind == "merged"),
            key=lambda merge: merge[0].at,
        )
        self.deployed: list[PullEvent] = []
        self.first_at = ENDS_AT

    def run(self) -> None:
        """Deploy what is built, every so often; deployments are told of from the first quarter on."""
        at = STARTS_AT + timedelta(days=self.rng.randrange(60, 120), hours=10)
        waiting = 0
        while at < ENDS_AT:
            built = [merge for merge in self.merges[waiting:] if merge[0].at <= at - BUILD]
            if built:
                at = self._deploy(at, built)
                waiting += len(built)
            if self.rng.random() < FROM_A_BRANCH:
                self._from_a_branch(at + timedelta(hours=3))
            at += self.every + timedelta(minutes=self.rng.randrange(-90, 90))
        for event, pull in self.merges[waiting:]:
            if event.at >= self.first_at:
                self._arrived(pull, event, None)

    def _deploy(self, at: datetime, built: list[tuple[PullEvent, PullRequest]]) -> datetime:
        """One attempt after the other, until it succeeds; after the last one may be taken back."""
        newest = built[-1][0]
        self._to(at - timedelta(minutes=20), "staging", newest, "INACTIVE")
        while self.rng.random() < FAILED:
            self._to(at, "production", newest, self.rng.choice(("FAILURE", "ERROR")))
            at += timedelta(hours=1)
        self._to(at, "production", newest, "INACTIVE")
        self.first_at = min(self.first_at, at)
        for event, pull in built:
            if event.at >= self.first_at:
                self._arrived(pull, event, at)
            elif event is newest:
                # What else was merged before the first deployment may have been deployed untold.
                self._arrived(pull, event, at, seen_at=at)
        if self.every >= timedelta(days=7):
            tag = f"v{1 + len(self.deployed)}"
            self.planned.releases.append(
                Release(0, self.repository, at, tag, newest.merge_commit, newest.actor)
            )
        if self.deployed and self.rng.random() < ROLLED_BACK:
            at += timedelta(hours=2)
            self._to(at, "production", self.deployed[-1], "INACTIVE")
        self.deployed.append(newest)
        return at

    def _from_a_branch(self, at: datetime) -> None:
        """Somebody tries an open pull request out in production."""
        for pull in self.pulls:
            commits = [event for event in pull.events if event.kind == "commit" and event.at < at]
            ends = [event for event in pull.events if event.kind in ("merged", "closed")]
            if pull.created_at < at and commits and ends and ends[0].at > at:
                commit = commit_oid(self.repository, commits[-1].id)
                self._add(at, "production", commit, pull.author, "INACTIVE", pull.branch)
                return

    def _to(self, at: datetime, environment: str, merge: PullEvent, state: str) -> None:
        self._add(at, environment, merge.merge_commit, AUTOMATION, state, "main")

    def _add(
        self, at: datetime, environment: str, commit: str, creator: str | None, state: str, branch: str
    ) -> None:
        self.planned.deployments.append(
            Deployment(0, self.repository, at, environment, commit, creator, state, branch)
        )

    def _arrived(
        self, pull: PullRequest, merge: PullEvent, at: datetime | None, seen_at: datetime | None = None
    ) -> None:
        arrival = PlantedDelivery(f"pull_request:{pull.id}", merge.at, at, seen_at or merge.at)
        self.planned.arrivals.append(arrival)
