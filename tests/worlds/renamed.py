"""A plan after a night on which everything got another name, and strangers took the names that were free."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from connectors.sandbox.plan import Plan
from connectors.sandbox.world.code import PullEvent, PullRequest, Repository
from connectors.sandbox.world.tickets import Rename
from connectors.sandbox.world.world import Person, Team, World

STRANGE = 900_000
GREETED = 12


def renamed_everything(planned: Plan, at: datetime) -> Plan:
    """Projects, statuses, components and teams in Jira; accounts, repositories and teams on GitHub.

    The organization file stays as it was. At `at` strangers, who have the logins that people had, approve
    pull requests that are open.
    """
    world = planned.world
    members = [person for person in world.people if person.login and person.github_id]
    strangers = [_stranger(person) for person in members]
    greeted = 0
    pulls: list[PullRequest] = []
    for pull in world.pull_requests:
        ends = [event.at for event in pull.events if event.kind in ("merged", "closed")]
        if greeted < GREETED and pull.created_at < at < min(
            ends, default=datetime.max.replace(tzinfo=at.tzinfo)
        ):
            review = PullEvent(STRANGE + pull.id, at, "review", strangers[greeted].key, state="APPROVED")
            pull = replace(pull, events=sorted([*pull.events, review], key=lambda event: event.at))
            greeted += 1
        pulls.append(pull)
    assert greeted, "a stranger should find something to review"
    after = replace(
        world,
        renames=renames(world, at),
        people=[*(replace(one, login=f"{one.login}-now") for one in members), *strangers]
        + [person for person in world.people if person not in members],
        teams=[
            *(replace(team, slug=f"{team.slug}-now") for team in world.teams),
            *map(_strange, world.teams),
        ],
        repositories=[
            *(replace(one, name=f"{one.name}-now") for one in world.repositories),
            *(Repository(STRANGE + one.id, one.owner, one.name) for one in world.repositories),
        ],
        pull_requests=pulls,
    )
    return replace(planned, world=after)


def renames(world: World, at: datetime) -> list[Rename]:
    components = {name for project in world.projects for name in project.components}
    return [
        *(Rename("project", project.key, f"N{project.key}", at) for project in world.projects),
        *(Rename("status", status.name, f"{status.name} now", at) for status in world.statuses),
        *(Rename("component", name, f"{name} now", at) for name in sorted(components)),
        *(Rename("team", team.name, f"{team.name} now", at) for team in world.teams),
    ]


def _stranger(person: Person) -> Person:
    return Person(
        f"not {person.key}",
        f"Not {person.name}",
        f"not.{person.key}@elsewhere.example",
        person.timezone,
        f"not {person.account_id}",
        login=person.login,
        github_id=STRANGE + (person.github_id or 0),
    )


def _strange(team: Team) -> Team:
    return Team(
        f"not {team.key}", f"Not {team.name}", team.slug, f"not {team.uuid}", STRANGE + team.github_id
    )
