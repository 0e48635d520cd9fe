"""Who is guessed to be in a team, since GitHub's teams do not say: whoever acts while it has the ball."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from connectors.jira.discovery import Discovery as JiraDiscovery
from pipelines.organization.guessed_claims import MOST, People, named
from pipelines.organization.guesses import GuessedTeam, plain

# So few acts tell nothing.
FEWEST_ACTS = 5


def place_by_acts(jira: Mapping[str, JiraDiscovery], teams: Sequence[GuessedTeam], people: People) -> None:
    """Put people who are in no team into the one for which they mostly acted, with the reason."""
    by_name = named(teams)
    projects = {key: team for team in teams for key, _ in team.owns.get("jira_projects", [])}
    placed = {person for team in teams for person in team.members}
    acts: dict[str, Counter[str]] = {}
    for source, site in jira.items():
        for key, look in site.looks.items():
            for value, counts in look.acts.items():
                team = by_name.get(plain(value)) if value else projects.get(key)
                for account, count in counts.items():
                    person = people.get((source, account))
                    if person is not None and not person.is_machine and person.id not in placed:
                        acts.setdefault(person.id, Counter())[team.id if team else ""] += count
    by_id = {team.id: team for team in teams}
    for person_id, by_team in sorted(acts.items()):
        team_id, count = by_team.most_common(1)[0]
        if team_id and count >= FEWEST_ACTS and count >= MOST * by_team.total():
            by_id[team_id].members.append(person_id)
            by_id[team_id].reasons[person_id] = f"{count} of {by_team.total()} acts while it had the ball"
