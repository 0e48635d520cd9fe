"""What is fixed where GitHub is the planner: repositories, labels of teams, boards and their statuses."""

from __future__ import annotations

from connectors.sandbox.planner.facts import GITHUB_ORGANIZATION, REPOSITORIES, TRIAGE_PROJECT
from connectors.sandbox.planner.github.cast import ROSTER
from connectors.sandbox.planner.people import TEAMS
from connectors.sandbox.world.code import Repository
from connectors.sandbox.world.planning import ProjectBoard

TEAM_KEYS = tuple(team for team in ROSTER if team is not None)
# Nobody's: an issue there lies in triage.
_TRIAGE = Repository(700_207, GITHUB_ORGANIZATION, "triage")
_BY_NAME = {repository.name: repository for repository in REPOSITORIES}
# The repository in which stands what the planner calls a project.
REPOSITORY_OF = {
    **{TEAMS[team].project: _BY_NAME[TEAMS[team].repository] for team in TEAM_KEYS},
    TRIAGE_PROJECT: _TRIAGE,
}
GITHUB_REPOSITORIES = list(REPOSITORY_OF.values())
LABEL_OF = {team: f"team: {TEAMS[team].name}" for team in TEAM_KEYS}
IMPEDIMENT = "impediment"

# Every team has a board, and so has triage: while an issue is open, its board says what it is in.
BOARD_OF = {project: number for number, project in enumerate(REPOSITORY_OF, 1)}
BOARDS = [ProjectBoard(number, GITHUB_ORGANIZATION) for number in BOARD_OF.values()]
OPTION_OF = {"To Do": "Todo", "Selected": "Ready"}
BOARD_DONE = "Done"

REASON_OF = {"Done": "COMPLETED", "Duplicate": "DUPLICATE"}
NOT_PLANNED = "NOT_PLANNED"


def option(status: str) -> str:
    """What a board calls a status of the planner's."""
    return OPTION_OF.get(status, status)
