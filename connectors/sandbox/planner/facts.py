"""What is fixed at the planned company: its statuses, projects, components and repositories."""

from __future__ import annotations

from connectors.sandbox.planner.people import TEAMS
from connectors.sandbox.world.code import Repository
from connectors.sandbox.world.tickets import Project, Status

JIRA, GITHUB, GITHUB_ORGANIZATION = "jira", "github", "meridian"
TRIAGE_PROJECT, SUPPORT_PROJECT, SHARED_PROJECT = "TRI", "SUP", "APP"

STATUSES = [
    Status("10000", "To Do", "new"),
    Status("10001", "Triage", "new"),
    Status("10002", "Selected", "new"),
    Status("3", "In Progress", "indeterminate"),
    Status("10003", "In Review", "indeterminate"),
    Status("10004", "Testing", "indeterminate"),
    Status("10005", "Blocked", "indeterminate"),
    Status("10006", "Waiting for requester", "indeterminate"),
    Status("10007", "Waiting for customer", "indeterminate"),
    Status("10008", "In data review", "indeterminate"),
    Status("10009", "Done", "done"),
    Status("6", "Closed", "done"),
]
WORK = ("In Progress", "In Review", "Testing")
STATUS_OWNERS = {
    "Waiting for requester": "requester",
    "Waiting for customer": "customer",
    "In data review": "data",
}
DONE = ("Done", "Closed")
COUNTED, NOT_COUNTED = ("Done",), ("Won't Do", "Duplicate", "Cannot Reproduce")
EXCLUDED_TYPES = ("Epic", "Sub-task")
TICKET_TYPES = ["Epic", "Story", "Task", "Bug", "Sub-task", "Support"]
POINTS = (1, 2, 3, 5, 8, 13)
# How often each number of points is given to what one team does, two, and more: larger work needs more teams.
SIZES = {1: (4, 6, 6, 4, 2, 1), 2: (2, 4, 6, 5, 3, 1), 4: (1, 2, 4, 5, 5, 3)}
# Who passes features on, and how many times as long that takes as in the integrated team for the same size.
SPECIALISTS = ("ml", "data", "backend", "frontend")
CHAIN_FACTOR = 2.0
# How many times as long as a month before tickets wait in the data team's queue.
QUEUE_GROWTH = 1.09
# The share of the time that work of the merged teams takes if it begins after the merger.
MERGER_FACTOR = 0.5
# The label that says of a user's report what it is about.
ML_LABEL = "machine-learning"
COMPONENTS = {"Checkout API": "backend", "Web client": "frontend", "Mobile client": "mobile"}
PROJECT_OWNER = {facts.project: team for team, facts in TEAMS.items()}
PROJECTS = [
    *[Project(str(10100 + n), facts.project, facts.name) for n, facts in enumerate(TEAMS.values())],
    Project("10120", SHARED_PROJECT, "Meridian App", tuple(COMPONENTS)),
    Project("10121", TRIAGE_PROJECT, "Triage"),
    Project("10122", SUPPORT_PROJECT, "Customer Support"),
]
REPOSITORIES = [
    Repository(700_100 + 7 * n, GITHUB_ORGANIZATION, facts.repository)
    for n, facts in enumerate(TEAMS.values())
]
REPOSITORY_OF = {
    facts.repository: repository.id for facts, repository in zip(TEAMS.values(), REPOSITORIES, strict=True)
}
