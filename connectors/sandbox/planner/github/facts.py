"""What is fixed where GitHub is the planner: repositories, labels of teams, boards and their statuses."""

from __future__ import annotations

from connectors.sandbox.planner.facts import (
    COMPONENTS,
    GITHUB_ORGANIZATION,
    REPOSITORIES,
    SHARED_PROJECT,
    TRIAGE_PROJECT,
)
from connectors.sandbox.planner.github.cast import ROSTER
from connectors.sandbox.planner.hours import STARTS_AT
from connectors.sandbox.planner.people import TEAMS
from connectors.sandbox.world.code import Repository
from connectors.sandbox.world.planning import BoardField, IssueField, Iteration, Milestone, ProjectBoard
from connectors.sandbox.world.tickets import Sprint

TEAM_KEYS = tuple(team for team in ROSTER if team is not None)
# Nobody's: an issue lies in triage in the one, and is in the other the team's whose area its label names.
_TRIAGE = Repository(700_207, GITHUB_ORGANIZATION, "triage")
_SHARED = Repository(700_214, GITHUB_ORGANIZATION, "app")
_BY_NAME = {repository.name: repository for repository in REPOSITORIES}
# The repository in which stands what the planner calls a project.
REPOSITORY_OF = {
    **{TEAMS[team].project: _BY_NAME[TEAMS[team].repository] for team in TEAM_KEYS},
    TRIAGE_PROJECT: _TRIAGE,
    SHARED_PROJECT: _SHARED,
}
GITHUB_REPOSITORIES = list(REPOSITORY_OF.values())
# What a team's name stands for: in a field of issues, and in a label on those that do without the field.
TEAM_LABEL, AREA_LABEL = "team: {}", "area: {}"
LABEL_OF = {team: TEAM_LABEL.format(TEAMS[team].name) for team in TEAM_KEYS}
AREA_OF = {component: AREA_LABEL.format(component) for component in COMPONENTS}
IMPEDIMENT = "impediment"

_TYPE_OF = {"Story": "Feature"}
ISSUE_TYPES = ["Epic", "Feature", "Task", "Bug", "Support", "Sub-task"]
# The issue field that holds what the planner's field does.
FIELD_OF = {
    "points": IssueField(9_001, "Points", "number"),
    "team": IssueField(9_003, "Team", "single_select", tuple(TEAMS[team].name for team in TEAM_KEYS)),
    "priority": IssueField(9_002, "Priority", "single_select", ("Highest", "High", "Medium", "Low")),
}

MILESTONE = "The next release"
MILESTONES = [
    Milestone(9_500 + n, repository.id, 1, MILESTONE, STARTS_AT)
    for n, repository in enumerate(GITHUB_REPOSITORIES)
]

# Every team has a board, and so have the other two: while an issue is open, its board says what it is in.
BOARD_OF = {project: number for number, project in enumerate(REPOSITORY_OF, 1)}
ITERATION = "Iteration"


def boards(sprints: dict[str, list[Sprint]]) -> list[ProjectBoard]:
    """Those of teams have their sprints as iterations."""
    found = []
    for project, number in BOARD_OF.items():
        theirs = [each for team in TEAM_KEYS if TEAMS[team].project == project for each in sprints[team]]
        iterations = tuple(Iteration(str(each.id), each.name, each.start_at.date(), 14) for each in theirs)
        fields = (BoardField(9_100 + number, ITERATION, "iteration", iterations=iterations),)
        title = f"{project} board"
        found.append(ProjectBoard(number, GITHUB_ORGANIZATION, title=title, fields=fields if theirs else ()))
    return found


def board_of_sprint(sprint: str) -> int | None:
    """Sprints are named by their team's board at Meridian."""
    team = tuple(TEAMS)[int(sprint) // 1000 - 31]
    return BOARD_OF.get(TEAMS[team].project)


OPTION_OF = {"To Do": "Todo", "Selected": "Ready"}
BOARD_DONE = "Done"

REASON_OF = {"Done": "COMPLETED", "Duplicate": "DUPLICATE"}
NOT_PLANNED = "NOT_PLANNED"


def issue_type(name: str) -> str:
    return _TYPE_OF.get(name, name)


def option(status: str) -> str:
    """What a board calls a status of the planner's."""
    return OPTION_OF.get(status, status)
