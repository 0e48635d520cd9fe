"""A first look at a GitHub host: its organizations' teams, members, code owners, boards. Lands nothing."""

from __future__ import annotations

import base64
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from connectors.errors import NotVisible
from connectors.github.client import Client
from connectors.github.limits import Limits
from connectors.github.planning_fields import Field, board_fields, issue_fields
from connectors.github.source import GitHubSource
from connectors.transport.deadline import Deadline

LOOK_SECONDS = 900.0
# Profiles and code owners cost a request each; beyond so many they are left out.
MOST_PROFILES, MOST_REPOSITORIES = 1000, 200
CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")

Json = dict[str, Any]


@dataclass(slots=True)
class Discovery:
    """`teams` have `organization` and `members` (logins) beside what GitHub says; `users` are profiles
    by login; `code_owners` are (repository, pattern, organization/team), where one team owns what matches.
    `authors` counts by repository who wrote its newest pull requests, and `apps` are those of them that
    are apps. `fields` are those of project boards, as BOARDS asks for them, and of issues; `labels` counts
    in how many repositories there is each.
    """

    teams: list[Json] = field(default_factory=list)
    users: dict[str, Json] = field(default_factory=dict)
    code_owners: list[tuple[str, str, str]] = field(default_factory=list)
    authors: dict[str, Counter[str]] = field(default_factory=dict)
    apps: set[str] = field(default_factory=set)
    fields: list[Field] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def look(source: GitHubSource) -> Discovery:
    """Raises SourceError where the host does not answer; what the token may not read is in the notes."""
    discovery = Discovery()
    deadline = Deadline(source.name, time.monotonic() + LOOK_SECONDS)
    with closing(Client(source, Limits(), deadline)) as client:
        client.get("/rate_limit")
        for login in source.organizations:
            try:
                _look_at_teams(client, login, discovery)
                members = [one for page in client.pages(f"/orgs/{login}/members") for one in page]
                discovery.users |= {
                    one["login"]: one for one in members if one["login"] not in discovery.users
                }
            except NotVisible as error:
                discovery.notes.append(f"{source.name}: teams or members of {login} are {error.message}")
            _look_at_fields(client, login, discovery)
        for member in list(discovery.users)[:MOST_PROFILES]:
            discovery.users[member] = client.get(f"/users/{member}")
        repositories = _repositories(client, source)
        discovery.code_owners = list(_code_owners(client, repositories[:MOST_REPOSITORIES]))
        for one in repositories[:MOST_REPOSITORIES]:
            newest = _authors(client, one)
            discovery.authors[one] = Counter(str(author["login"]) for author in newest)
            discovery.apps |= {str(author["login"]) for author in newest if author.get("type") == "Bot"}
        discovery.labels = Counter(
            label for one in repositories[:MOST_REPOSITORIES] for label in _labels(client, one)
        )
        for what, names, most in (
            ("users, profiles", discovery.users, MOST_PROFILES),
            ("repositories, code owners, authors and labels", repositories, MOST_REPOSITORIES),
        ):
            if len(names) > most:
                discovery.notes.append(f"{source.name}: of {len(names)} {what} of the first {most} were read")
    return discovery


def _look_at_teams(client: Client, login: str, discovery: Discovery) -> None:
    for team in [team for page in client.pages(f"/orgs/{login}/teams") for team in page]:
        pages = client.pages(f"/orgs/{login}/teams/{team['slug']}/members")
        members = [member for page in pages for member in page]
        discovery.users |= {member["login"]: member for member in members}
        discovery.teams.append({**team, "organization": login, "members": [one["login"] for one in members]})


def _look_at_fields(client: Client, login: str, discovery: Discovery) -> None:
    for what, read in (("project boards", board_fields), ("issue fields", issue_fields)):
        try:
            discovery.fields += read(client, login)
        except NotVisible as error:
            discovery.notes.append(f"{client.source}: {what} of {login} are {error.message}")


def _labels(client: Client, repository: str) -> list[str]:
    """Names of its labels, a page of them."""
    try:
        return [str(one["name"]) for one in client.get(f"/repos/{repository}/labels?per_page=100")]
    except NotVisible:
        return []


def _repositories(client: Client, source: GitHubSource) -> list[str]:
    listed = [
        one["full_name"]
        for login in source.organizations
        for page in client.pages(f"/orgs/{login}/repos?type=all")
        for one in page
        if not one["archived"] and source.wants(one["full_name"])
    ]
    return list(dict.fromkeys([*listed, *source.repositories]))


def _authors(client: Client, repository: str) -> list[Json]:
    """Who wrote its newest pull requests, a page of them."""
    newest = client.get(f"/repos/{repository}/pulls?state=all&sort=created&direction=desc&per_page=100")
    return [one["user"] for one in newest if one["user"]]


def _code_owners(client: Client, repositories: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for repository in repositories:
        for path in CODEOWNERS:
            try:
                answer = client.get(f"/repos/{repository}/contents/{path}")
            except NotVisible:
                continue
            text = base64.b64decode(answer["content"]).decode("utf-8", "replace")
            yield from ((repository, pattern, team) for pattern, team in owning_teams(text))
            break


def owning_teams(text: str) -> Iterator[tuple[str, str]]:
    """(pattern, organization/team) of a CODEOWNERS file's lines that name one team and nobody else."""
    for line in text.splitlines():
        pattern, *owners = line.partition("#")[0].split() or [""]
        if len(owners) == 1 and re.fullmatch(r"@[^/\s]+/[^/\s]+", owners[0]):
            yield pattern, owners[0].removeprefix("@")
