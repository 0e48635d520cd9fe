"""What a GitHub host holds besides pull requests, as nodes of GraphQL: users, bots, teams, repositories."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox.world.code import Repository
from connectors.sandbox.world.world import Person, Team, World

Node = dict[str, Any]

WEB = "https://github.example"
BOT_SUFFIX = "[bot]"
FOUNDED_AT = "2020-01-01T00:00:00Z"


def zulu(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def node_id(prefix: str, number: int) -> str:
    """A global id, opaque as GitHub's are."""
    return f"{prefix}_{base64.urlsafe_b64encode(number.to_bytes(6, 'big')).decode().rstrip('=')}"


def short_id(number: int) -> int | None:
    """What `databaseId` says: GraphQL's integers end at 32 bits."""
    return number if number < 2**31 else None


class Host:
    """Nodes of everything a World declares; `nodes` are found by their global id."""

    def __init__(self, world: World, bots_review: bool = True) -> None:
        """`bots_review`: whether it can be told that a bot is asked for a review."""
        self.name = world.github_organization
        self.bots_review = bots_review
        self.people = {person.key: person for person in world.people if person.login is not None}
        self.teams = {team.key: team for team in world.teams}
        self.repositories = {repository.id: repository for repository in world.repositories}
        # Whoever owns a repository is an organization; teams and members are the first one's.
        logins = dict.fromkeys([self.name, *(each.owner for each in world.repositories)])
        self.organizations = {
            login.lower(): self._organization(number, login, world.name if number == 1 else login)
            for number, login in enumerate(logins, 1)
        }
        self.organization = self.organizations[self.name.lower()]
        self.actors = {person.key: self._actor(person) for person in self.people.values()}
        self.team_nodes = {team.key: self._team(team) for team in world.teams}
        self.repository_nodes = {
            repository.id: self._repository(repository) for repository in world.repositories
        }
        every = [*self.organizations.values(), *self.actors.values(), *self.team_nodes.values()]
        self.nodes = {node["id"]: node for node in [*every, *self.repository_nodes.values()]}

    def actor(self, key: str | None) -> Node | None:
        """A person's node; None for nobody and for who has no account here: GitHub's ghost."""
        return None if key is None else self.actors.get(key)

    def move_to(self, clock: datetime) -> None:
        """Calls everybody what they are called then; nodes that hold theirs say so, too."""
        for person in self.people.values():
            if person.new_login is not None:
                node = self.actors[person.key]
                node |= _named(str(person.login_at(clock)), is_bot=node["__typename"] == "Bot")

    def user(self, key: str | None) -> Node | None:
        """The actor where the schema has room for users alone."""
        actor = self.actor(key)
        return actor if actor is not None and actor["__typename"] == "User" else None

    def team(self, key: str | None) -> Node | None:
        return None if key is None else self.team_nodes[key]

    def members(self, team: Team, at: datetime) -> list[Person]:
        """Who is in a team at an instant and has a user's account."""
        stays = [
            stay for stay in team.stays if stay.from_at <= at and (stay.to_at is None or at < stay.to_at)
        ]
        present = {stay.person: None for stay in stays}
        return [self.people[key] for key in present if key in self.people and self.people[key].kind != "app"]

    def is_member(self, person: str | None, team: str, at: datetime) -> bool:
        return person is not None and any(
            stay.person == person and stay.from_at <= at and (stay.to_at is None or at < stay.to_at)
            for stay in self.teams[team].stays
        )

    def employees(self, at: datetime) -> list[Person]:
        """The organization's members at an instant."""
        people = [person for person in self.people.values() if person.kind == "human"]
        return [person for person in people if person.left_at is None or person.left_at > at]

    def owned(self, login: str) -> list[Repository]:
        """An owner's repositories."""
        return [each for each in self.repositories.values() if each.owner.lower() == login.lower()]

    def repository_named(self, owner: str, name: str) -> Repository | None:
        wanted = (owner.lower(), name.lower())
        found = (
            each for each in self.repositories.values() if (each.owner.lower(), each.name.lower()) == wanted
        )
        return next(found, None)

    def _organization(self, number: int, login: str, name: str) -> Node:
        return {
            "__typename": "Organization",
            "id": node_id("O", number),
            "databaseId": number,
            "login": login,
            "name": name,
            "url": f"{WEB}/{login}",
        }

    def _actor(self, person: Person) -> Node:
        is_bot = person.kind == "app"
        number = person.github_id or 0
        node: Node = {
            "__typename": "Bot" if is_bot else "User",
            "id": node_id("BOT" if is_bot else "U", number),
            "databaseId": number,
            **_named(str(person.login), is_bot=is_bot),
        }
        return node if is_bot else node | {"name": person.name, "email": ""}

    def _team(self, team: Team) -> Node:
        return {
            "__typename": "Team",
            "id": node_id("T", team.github_id),
            "databaseId": team.github_id,
            "slug": team.slug,
            "combinedSlug": f"{self.name}/{team.slug}",
            "name": team.name,
            "privacy": "VISIBLE",
            "parentTeam": None,
            "organization": self.organization,
            "url": f"{WEB}/orgs/{self.name}/teams/{team.slug}",
            "createdAt": FOUNDED_AT,
            "updatedAt": FOUNDED_AT,
            "reviewRequestDelegationEnabled": False,
            "reviewRequestDelegationAlgorithm": None,
            "reviewRequestDelegationMemberCount": None,
        }

    def _repository(self, repository: Repository) -> Node:
        return {
            "__typename": "Repository",
            "id": node_id("R", repository.id),
            "databaseId": repository.id,
            "name": repository.name,
            "nameWithOwner": f"{repository.owner}/{repository.name}",
            "owner": self.organizations[repository.owner.lower()],
            "url": f"{WEB}/{repository.owner}/{repository.name}",
            "isArchived": False,
            "isFork": False,
            "isPrivate": True,
            "visibility": "PRIVATE",
            "createdAt": FOUNDED_AT,
            "defaultBranchRef": {"__typename": "Ref", "id": node_id("REF", repository.id), "name": "main"},
            "codeowners": None,
        }


def _named(name: str, *, is_bot: bool) -> Node:
    login = name.removesuffix(BOT_SUFFIX)
    return {"login": login, "url": f"{WEB}/apps/{login}" if is_bot else f"{WEB}/{login}"}
