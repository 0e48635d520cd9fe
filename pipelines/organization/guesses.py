"""What can be guessed of an organization from a first look at its systems, each guess with its reason."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from connectors.github.discovery import Discovery as GitHubDiscovery
from connectors.jira.discovery import Discovery as JiraDiscovery
from connectors.jira.ticket_look import account

MACHINE = re.compile(r"(^|[^a-z])(bot|robot|automation|ci|assistant|service)([^a-z]|$)", re.IGNORECASE)
WAITING = re.compile(r"wait|block|imped|hold|pending|paused", re.IGNORECASE)
MACHINE_LEARNING = re.compile(r"(^|[^a-z])(ml|machine[ -]?learning)([^a-z]|$)", re.IGNORECASE)
BLOCKED = re.compile(r"block|imped", re.IGNORECASE)


@dataclass(slots=True)
class GuessedTeam:
    """`owns` has field → [(name, why it is guessed, or nothing)]; `components` are (project, name, why).

    `reasons` are why members are guessed to be members, where no roster says so.
    """

    id: str
    name: str
    owns: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    paths: list[tuple[str, str]] = field(default_factory=list)
    components: list[tuple[str, str, str]] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)

    def claim(self, owned: str, name: str, why: str = "") -> None:
        known = self.owns.setdefault(owned, [])
        if name not in [one for one, _ in known]:
            known.append((name, why))


@dataclass(slots=True)
class GuessedPerson:
    """`why` is how the accounts were joined, where that is a guess."""

    id: str
    name: str
    accounts: dict[str, str]
    zone: str | None = None
    why: str = ""
    is_machine: bool = False


def guess_people(
    jira: dict[str, JiraDiscovery], github: dict[str, GitHubDiscovery]
) -> dict[tuple[str, str], GuessedPerson]:
    """People by (source, account): Jira's active humans and GitHub's users, joined by e-mail or a name."""
    people: dict[tuple[str, str], GuessedPerson] = {}
    taken: set[str] = set()
    by_mail: dict[str, GuessedPerson] = {}
    named: dict[str, list[GuessedPerson]] = {}
    for source, site in jira.items():
        for user in site.users:
            # Data Center has one type of accounts only, and does not name it.
            if user.get("accountType", "atlassian") != "atlassian" or user.get("active") is False:
                continue
            name, mail = str(user.get("displayName") or ""), str(user.get("emailAddress") or "").lower()
            person = by_mail.get(mail) if mail else None
            if person is None or source in person.accounts:
                person = GuessedPerson(unique(name, taken), name, {}, user.get("timeZone"))
                named.setdefault(plain(name), []).append(person)
                by_mail |= {mail: person} if mail else {}
            id_ = account(user)
            if id_ is not None:
                person.accounts[source] = id_
                people[source, id_] = person
    for source, host in github.items():
        for login, user in host.users.items():
            if user.get("type") == "Bot":
                continue
            name = str(user.get("name") or login)
            person = by_mail.get(str(user.get("email") or "").lower())
            why = ""
            if person is None or source in person.accounts:
                alike = [one for one in named.get(plain(name), []) if source not in one.accounts]
                person, why = (alike[0], "same name") if len(alike) == 1 else (None, "")
            if person is None:
                person = GuessedPerson(unique(login, taken), name, {})
            person.accounts[source] = login
            person.why = why or person.why
            people[source, login] = person
    for person in people.values():
        person.is_machine = bool(MACHINE.search(person.name) or MACHINE.search(person.id))
    return people


def guess_teams(
    jira: dict[str, JiraDiscovery],
    github: dict[str, GitHubDiscovery],
    people: dict[tuple[str, str], GuessedPerson],
    taken: set[str],
) -> list[GuessedTeam]:
    """GitHub's teams with their members, and one for every other value of Jira's Team field."""
    teams: list[GuessedTeam] = []
    placed: dict[str, str] = {}
    rosters = [(source, team) for source, host in github.items() for team in host.teams]
    for source, listed in sorted(rosters, key=lambda one: (not one[1].get("parent"), len(one[1]["members"]))):
        team = GuessedTeam(unique(str(listed["slug"]), taken), str(listed["name"]))
        team.claim("github_teams", f"{listed['organization']}/{listed['slug']}")
        for login in listed["members"]:
            person = people.get((source, login))
            if person is None or person.is_machine:
                continue
            if placed.setdefault(person.id, team.id) == team.id:
                team.members.append(person.id)
            else:
                team.elsewhere[person.id] = placed[person.id]
        teams.append(team)
    teams.sort(key=lambda team: team.name)
    by_slug = {name.lower(): team for team in teams for name, _ in team.owns["github_teams"]}
    for host in github.values():
        for repository, pattern, slug in host.code_owners:
            if slug.lower() in by_slug and pattern == "*":
                by_slug[slug.lower()].claim("github_repositories", repository, "by its CODEOWNERS")
            elif slug.lower() in by_slug:
                by_slug[slug.lower()].paths.append((repository, pattern))
    _name_values(jira, teams, taken)
    return teams


def _name_values(jira: dict[str, JiraDiscovery], teams: list[GuessedTeam], taken: set[str]) -> None:
    """A team for every value of the Team field that none is named like."""
    by_name = {plain(name): team for team in teams for name in (team.id, team.name)}
    looks = [look for site in jira.values() for look in site.looks.values()]
    for value in sorted({value for look in looks for value in look.team_values}):
        if plain(value) not in by_name:
            teams.append(GuessedTeam(unique(value, taken), value))
            by_name[plain(value)] = teams[-1]
        elif by_name[plain(value)].name != value:
            by_name[plain(value)].claim("jira_team_values", value, "same name")


def plain(text: str) -> str:
    """Letters and digits alone, for comparing names."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", folded) or text.lower()


def unique(text: str, taken: set[str]) -> str:
    """An id made of a name, other than those that are taken."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", folded).strip("-") or "unnamed"
    base = f"{base}-team" if base in ("unowned", "customer", "requester") else base
    number, name = 1, base
    while name in taken:
        number, name = number + 1, f"{base}-{number + 1}"
    taken.add(name)
    return name


def country_of(zone: str) -> str | None:
    """The country that a time zone is named after a place in."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == zone), None)


def waiting(statuses: list[dict[str, Any]]) -> list[str]:
    """Statuses that are neither to do nor done, and by their names not work."""
    names = {
        str(one["name"])
        for one in statuses
        if (one.get("statusCategory") or {}).get("key") == "indeterminate"
        and WAITING.search(str(one["name"]))
    }
    return sorted(names)
