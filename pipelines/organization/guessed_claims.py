"""What teams are guessed to own: projects, components and repositories, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from connectors.github.discovery import Discovery as GitHubDiscovery
from connectors.jira.discovery import Discovery as JiraDiscovery
from connectors.jira.ticket_look import ProjectLook
from pipelines.organization.guesses import GuessedPerson, GuessedTeam, plain, unique

# A thing is guessed to be a team's if so many of its tickets or pull requests say so, and not too few do.
MOST = 0.6
FEWEST = 3

People = Mapping[tuple[str, str], GuessedPerson]


def claim_projects(jira: Mapping[str, JiraDiscovery], teams: list[GuessedTeam], taken: set[str]) -> list[str]:
    """Returns the projects that no team was found for."""
    by_name = named(teams)
    without: list[str] = []
    has_teams = bool(teams)
    for site in jira.values():
        for project in site.projects:
            key, name = str(project["key"]), str(project.get("name") or "")
            look = site.looks.get(key) or ProjectLook(key)
            [(value, count)] = look.team_values.most_common(1) or [("", 0)]
            if team := by_name.get(plain(name)) or by_name.get(plain(key)):
                team.claim("jira_projects", key, "same name")
            elif count and count >= MOST * look.ticket_count:
                why = f"{count} of its {look.ticket_count} tickets say so"
                by_name[plain(value)].claim("jira_projects", key, why)
            elif has_teams:
                without.append(f"{key} ({name})")
            else:
                teams.append(GuessedTeam(unique(name or key, taken), name or key))
                teams[-1].claim("jira_projects", key, "a team for each project")
    return without


def claim_components(jira: Mapping[str, JiraDiscovery], teams: Sequence[GuessedTeam], people: People) -> None:
    """Components whose tickets are mostly of another team than their project, by Team field or assignee."""
    by_name, by_id = named(teams), {team.id: team for team in teams}
    projects, member_of = _owners(teams, "jira_projects"), teams_of(teams)
    for source, site in jira.items():
        for key, look in site.looks.items():
            for component, values in look.components.items():
                by_value, by_assignee = Counter[str](), Counter[str]()
                for value, count in values.items():
                    by_value[by_name[plain(value)].id if value else ""] += count
                for account, count in look.assignees[component].items():
                    by_assignee[team_of(people.get((source, account)), member_of)] += count
                for counts, how in ((by_value, "say so"), (by_assignee, "are assigned to its members")):
                    team_id = most_of(counts)
                    if team_id and team_id != projects.get(key):
                        why = f"{counts[team_id]} of its {counts.total()} tickets {how}"
                        by_id[team_id].components.append((key, component, why))
                    if team_id:
                        break


def claim_repositories(
    github: Mapping[str, GitHubDiscovery], teams: Sequence[GuessedTeam], people: People
) -> None:
    """Repositories that no CODEOWNERS gives to a team, and that one team's members write to."""
    member_of, by_id = teams_of(teams), {team.id: team for team in teams}
    owned = _owners(teams, "github_repositories")
    for source, host in github.items():
        for repository, authors in host.authors.items():
            counts = Counter[str]()
            for login, count in authors.items():
                person = people.get((source, login))
                if person is not None and not person.is_machine:
                    counts[team_of(person, member_of)] += count
            team_id = most_of(counts)
            if team_id and repository not in owned:
                why = f"its members wrote {counts[team_id]} of the newest {counts.total()} pull requests"
                by_id[team_id].claim("github_repositories", repository, why)


def most_of(counts: Counter[str]) -> str:
    """Which team has most of it, and enough to tell; '' where none has."""
    [(team_id, count)] = counts.most_common(1) or [("", 0)]
    return team_id if count >= FEWEST and count >= MOST * counts.total() else ""


def team_of(person: GuessedPerson | None, member_of: Mapping[str, str]) -> str:
    return "" if person is None else member_of.get(person.id, "")


def named(teams: Sequence[GuessedTeam]) -> dict[str, GuessedTeam]:
    """Teams by what they may be called: id, name, and the values of the Team field that are theirs."""
    found = {plain(name): team for team in teams for name in (team.id, team.name)}
    for team in teams:
        found |= {plain(value): team for value, _ in team.owns.get("jira_team_values", [])}
    return found


def _owners(teams: Sequence[GuessedTeam], owned: str) -> dict[str, str]:
    return {name: team.id for team in teams for name, _ in team.owns.get(owned, [])}


def teams_of(teams: Sequence[GuessedTeam]) -> dict[str, str]:
    return {person: team.id for team in teams for person in team.members}
