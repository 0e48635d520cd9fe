"""Writes a first organization file; what is guessed says so, on its line or above it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.formats import ORGANIZATION
from connectors.github.discovery import Discovery as GitHubDiscovery
from connectors.jira.discovery import Discovery as JiraDiscovery
from connectors.plain_text import harmless
from pipelines.organization.calendar import countries
from pipelines.organization.guessed_agents import agents
from pipelines.organization.guessed_claims import claim_components, claim_projects, claim_repositories
from pipelines.organization.guessed_fields import GuessedFields, guess_fields
from pipelines.organization.guessed_ladder import GuessedLadder, guess_ladder
from pipelines.organization.guessed_members import place_by_acts
from pipelines.organization.guessed_statuses import status_lines
from pipelines.organization.guesses import (
    MACHINE_LEARNING,
    GuessedPerson,
    GuessedTeam,
    country_of,
    guess_people,
    guess_teams,
)
from pipelines.organization.source import GitHubHost, JiraSite
from pipelines.organization.yaml_text import yaml_list as _list
from pipelines.organization.yaml_text import yaml_text as _text


@dataclass(frozen=True, slots=True)
class FirstFile:
    """What is known before anybody is asked, and what a look at the sources (by name) has shown."""

    name: str
    timezone: str | None
    sources: Sequence[JiraSite | GitHubHost]
    jira: dict[str, JiraDiscovery]
    github: dict[str, GitHubDiscovery]

    def _notes(self) -> list[str]:
        return [
            *(note for site in self.jira.values() for note in site.notes),
            *(note for host in self.github.values() for note in host.notes),
        ]

    def _teams(self, people: dict[tuple[str, str], GuessedPerson]) -> tuple[list[GuessedTeam], list[str]]:
        """Teams with all that is guessed of them, and the Jira projects that nobody was found for."""
        taken: set[str] = set()
        teams = guess_teams(self.jira, self.github, people, taken)
        without = claim_projects(self.jira, teams, taken)
        place_by_acts(self.jira, teams, people)
        claim_components(self.jira, teams, people)
        claim_repositories(self.github, teams, people)
        return teams, without

    def text(self, first_line: str) -> str:
        people = guess_people(self.jira, self.github)
        teams, without = self._teams(people)
        by_id = {person.id: person for person in people.values()}
        zones = Counter(person.zone for person in by_id.values() if person.zone)
        zone = self.timezone or (zones.most_common(1)[0][0] if zones else "UTC")
        why = "guessed: most users are there" if zones else "nobody says where people are: correct it"
        calendars = _calendars(zone, teams, by_id)
        lines = [
            first_line,
            "# Written by `baton init` from what the systems know. What is guessed says so; correct it.",
            "# organization.example.yaml shows all that may stand here.",
            *(f"# Not known: {note}." for note in self._notes()),
            f"version: {ORGANIZATION}",
            f"name: {_text(self.name)}",
            f"timezone: {_text(zone)}" + ("" if self.timezone else f"   # {why}"),
            "sources:",
            *(line for source in self.sources for line in (*_source(source), *_fields(source, self.github))),
            "",
            "# guessed: nine to five where most of a team's people are, and that country's holidays",
            "calendars:",
            *_calendar_lines(calendars),
            "",
            "# guessed: members are those of GitHub's teams today, or whoever acts while a team has the",
            "# ball, as if always there: give them dates, or leave them out: who is in no team here is in",
            "# GitHub's, from the first run on.",
            "teams:" if teams else "teams: []",
            *(line for team in teams for line in _team(team, calendars)),
            *([f"# Projects that no team was found for: {', '.join(without)}"] if without else []),
            "",
            *_people(by_id, teams),
            *_bots(by_id),
            *agents(self.jira, self.github),
            *_users(self.jira),
            *status_lines(self.jira, self.github),
            *_ladder(guess_ladder(self.jira, teams)),
        ]
        # A line stays one, whatever stands in a name that it quotes.
        return "".join(harmless(line.replace("\n", r"\n")) + "\n" for line in lines)


def _source(source: JiraSite | GitHubHost) -> Iterator[str]:
    fields = {"name": source.name, **source.model_dump(exclude_defaults=True, exclude={"name"}, mode="json")}
    for number, (field, value) in enumerate(fields.items()):
        text = (
            _list(value)
            if isinstance(value, list)
            else json.dumps(value)
            if isinstance(value, dict)
            else _text(value)
        )
        yield f"  {'-' if number == 0 else ' '} {field}: {text}"


def _fields(source: JiraSite | GitHubHost, github: dict[str, GitHubDiscovery]) -> Iterator[str]:
    guess = guess_fields(github[source.name]) if source.name in github else GuessedFields({}, {})
    for setting, roles in (("fields", guess.fields), ("labels", guess.labels)):
        chosen = ", ".join(f"{role}: {_list(names)}" for role, names in roles.items())
        if chosen:
            yield f"    {setting}: {{{chosen}}}   # guessed by their kinds and names"


def _calendars(
    zone: str, teams: list[GuessedTeam], people: dict[str, GuessedPerson]
) -> dict[str, tuple[str, list[str]]]:
    """Calendar id → its zone and the teams that are mostly there; the organization's own first."""
    calendars: dict[str, tuple[str, list[str]]] = {_calendar_id(zone): (zone, [])}
    for team in teams:
        zones = Counter(place for member in team.members if (place := people[member].zone))
        there = zones.most_common(1)[0][0] if zones else zone
        calendars.setdefault(_calendar_id(there), (there, []))[1].append(team.id)
    return calendars


def _calendar_id(zone: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", zone.rpartition("/")[2].lower()).strip("-")


def _calendar_lines(calendars: dict[str, tuple[str, list[str]]]) -> Iterator[str]:
    for calendar, (zone, _) in calendars.items():
        yield f"  - id: {_text(calendar)}"
        yield f"    timezone: {_text(zone)}"
        country = country_of(zone)
        if country in countries():
            yield f"    country: {_text(country)}"


def _team(team: GuessedTeam, calendars: dict[str, tuple[str, list[str]]]) -> Iterator[str]:
    yield f"  - id: {_text(team.id)}"
    yield f"    name: {_text(team.name)}"
    if MACHINE_LEARNING.search(team.name):
        yield "    kind: ml   # guessed by its name"
    calendar = next((one for one, (_, there) in calendars.items() if team.id in there), "")
    if calendar and calendar != next(iter(calendars)):
        yield f"    calendar: {_text(calendar)}"
    if team.owns or team.paths or team.components:
        yield "    owns:"
        for field, names in team.owns.items():
            yield f"      {field}:"
            yield from (
                f"        - {_text(name)}" + (f"   # guessed: {why}" if why else "") for name, why in names
            )
        if team.components:
            yield "      jira_components:"
            yield from (
                f"        - {{project: {_text(project)}, component: {_text(name)}}}   # guessed: {why}"
                for project, name, why in team.components
            )
        if team.paths:
            yield "      github_paths:   # of CODEOWNERS"
            yield from (
                f"        - {{repository: {_text(repository)}, path: {_text(path)}}}"
                for repository, path in team.paths
            )
    if team.members or team.elsewhere:
        yield "    members:" if team.members else "    members: []"
        for person in sorted(team.members):
            why = f"   # guessed: {team.reasons[person]}" if person in team.reasons else ""
            yield f"      - {{person: {_text(person)}}}{why}"
        yield from (
            f"      # {person} is in {other} too, and stands there"
            for person, other in sorted(team.elsewhere.items())
        )


def _people(people: dict[str, GuessedPerson], teams: list[GuessedTeam]) -> Iterator[str]:
    members = {member for team in teams for member in team.members}
    inside = sorted((one for one in people.values() if one.id in members), key=lambda one: one.id)
    outside = sorted(
        (one for one in people.values() if one.id not in members and not one.is_machine),
        key=lambda one: one.id,
    )
    yield "people:" if inside else "people: []"
    yield from (f"  - {_person(one)}" for one in inside)
    if outside:
        yield "# In no team, as far as is known:"
        yield from (f"#  - {_person(one)}" for one in outside)


def _person(person: GuessedPerson) -> str:
    why = f"   # guessed to be one person: {person.why}" if person.why else ""
    return f"{{id: {_text(person.id)}, accounts: {_accounts([person])}}}{why}"


def _accounts(people: Sequence[GuessedPerson]) -> str:
    by_source: dict[str, list[str]] = {}
    for person in people:
        for source, account in person.accounts.items():
            by_source.setdefault(source, []).append(account)
    return "{" + ", ".join(f"{_text(source)}: {_list(names)}" for source, names in by_source.items()) + "}"


def _bots(people: dict[str, GuessedPerson]) -> Iterator[str]:
    machines = [person for person in people.values() if person.is_machine]
    if machines:
        yield ""
        names = ", ".join(one.name for one in machines)
        yield f"bots: {_accounts(machines)}   # guessed by their names: {names}"


def _users(jira: dict[str, JiraDiscovery]) -> Iterator[str]:
    """Where users report, and what they have in their hands, which nothing tells."""
    projects = [project for site in jira.values() for project in site.projects]
    desks = [str(one["key"]) for one in projects if one.get("projectTypeKey") == "service_desk"]
    yield ""
    yield "# What ml_distance asks for: where customers and users report, and what they have in their hands."
    guess = f"user_facing: {{jira_projects: {_list(desks)}}}   # guessed: service projects"
    yield guess if desks else "# user_facing: {jira_projects: []}"
    yield "# product_surface: {github_repositories: []}"


def _ladder(ladder: GuessedLadder | None) -> Iterator[str]:
    if ladder is not None:
        yield ""
        yield f"# guessed: {ladder.why}"
        yield "ownership:"
        yield f"  ladder: {_list(ladder.rungs)}   # the first of these that names a team owns a ticket"
