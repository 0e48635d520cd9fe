"""Which of GitHub's fields and labels hold what: what the organization file says, and what init proposes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from connectors.github.discovery import Discovery, look
from connectors.github.source import GitHubSource
from connectors.jira.discovery import Discovery as JiraDiscovery
from connectors.sandbox.server.process import TOKEN
from connectors.sandbox.server.server import serve
from pipelines.organization.first_file import FirstFile
from pipelines.organization.guessed_statuses import status_lines
from pipelines.organization.reading import parse_organization
from pipelines.organization.source import GitHubHost
from pipelines.organization.yaml_document import ProblemsFound
from tests.worlds.github_planning import PLANNED
from tests.worlds.github_world import day

FILE = """\
name: Fields
timezone: UTC
sources:
  - {name: github, kind: github, token_env: T, organizations: [acme], %s}
"""


def board_field(name: str, kind: str, days: int | None = None) -> dict[str, Any]:
    iterations = [] if days is None else [{"duration": days}]
    configuration = {"iterations": iterations, "completedIterations": []}
    return {"name": name, "dataType": kind, "configuration": configuration}


def proposed(discovery: Discovery) -> list[str]:
    source = GitHubHost(name="github", kind="github", token_env="T", organizations=("acme",))
    text = FirstFile("Fields", "UTC", [source], {}, {"github": discovery}).text("# first")
    parse_organization(text, "organization.yaml", {"T": "token"})
    return [line.strip() for line in text.splitlines() if "guessed by their kinds" in line]


def test_fields_come_before_labels_which_are_landed_as_fields_of_a_pattern() -> None:
    settings = 'fields: {points: Effort, sprint: [Iteration, PVTIF_1]}, labels: {points: "points: *"}'
    file = parse_organization(FILE % settings, "organization.yaml", {"T": "token"})
    [source] = file.organization.as_landed()["sources"]
    assert source["fields"] == [
        {"role": "points", "field_id": "Effort"},
        {"role": "sprint", "field_id": "Iteration"},
        {"role": "sprint", "field_id": "PVTIF_1"},
        {"role": "points", "field_id": "label: points: *"},
    ]


@pytest.mark.parametrize("label", ["points", "*", "a*b*"])
def test_a_label_has_one_place_for_its_value(label: str) -> None:
    with pytest.raises(ProblemsFound, match="a label with one \\* for the value"):
        parse_organization(FILE % f'labels: {{points: "{label}"}}', "organization.yaml", {"T": "token"})


def test_init_proposes_what_is_not_found_without_a_word() -> None:
    fields = [
        board_field("Effort", "NUMBER"),
        board_field("Estimate", "NUMBER"),
        board_field("Priority", "SINGLE_SELECT"),
        board_field("Squad", "SINGLE_SELECT"),
        board_field("Iteration", "ITERATION", 14),
        board_field("Quarter", "ITERATION", 91),
    ]
    labels = Counter(["kind/bug", "points: 1", "points: 3", "size/S", "size/M", "prio: high", "prio: low"])
    assert proposed(Discovery(fields=fields, labels=labels)) == [
        "fields: {points: [Effort, Estimate], team: [Squad], priority: [Priority], sprint: [Iteration]}"
        "   # guessed by their kinds and names",
        'labels: {points: ["points: *"], priority: ["prio: *"]}   # guessed by their kinds and names',
    ]


def test_a_first_look_reads_the_fields_of_issues_beside_those_of_boards() -> None:
    with serve(PLANNED, day(8)) as sandbox:
        discovery = look(GitHubSource("github", sandbox.github_url, TOKEN, organizations=("meridian",)))
    found = {(one["name"], one["dataType"]) for one in discovery.fields}
    assert found >= {
        ("Sprint", "ITERATION"),
        ("Estimate", "NUMBER"),
        ("Points", "NUMBER"),
        ("Priority", "SINGLE_SELECT"),
        ("Due", "DATE"),
    }
    assert not discovery.notes


def test_init_proposes_nothing_where_boards_are_as_github_makes_them() -> None:
    fields = [
        board_field("Estimate", "NUMBER"),
        board_field("Priority", "SINGLE_SELECT"),
        board_field("Iteration", "ITERATION", 14),
    ]
    assert proposed(Discovery(fields=fields, labels=Counter(["bug", "team/data"]))) == []


def test_init_proposes_what_statuses_of_boards_mean_by_their_names() -> None:
    names = ["Todo", "Ready", "Triage", "In Progress", "In Review", "Blocked", "Waiting for them", "Shipped"]
    options = [{"name": name} for name in [*names, "Odd"]]
    status = {"name": "Status", "dataType": "SINGLE_SELECT", "options": options}
    source = GitHubHost(name="github", kind="github", token_env="T", organizations=("acme",))
    first = FirstFile("Statuses", None, [source], {}, {"github": Discovery(fields=[status])}).text("# first")
    statuses = parse_organization(first, "organization.yaml", {"T": "token"}).organization.statuses
    assert (statuses.todo, statuses.work) == (("Ready", "Triage"), ("In Review",))
    assert (statuses.blocked, statuses.wait) == (("Blocked",), ("Waiting for them",))
    assert statuses.done == ("Shipped",)
    assert "do not say it: Odd" in first
    assert "timezone: UTC   # nobody says where people are: correct it" in first


def test_beside_jira_statuses_of_boards_are_not_guessed() -> None:
    status = {"name": "Status", "dataType": "SINGLE_SELECT", "options": [{"name": "In Review"}]}
    github = {"github": Discovery(fields=[status])}
    assert list(status_lines({"jira": JiraDiscovery([], [])}, github)) == []
    assert list(status_lines({}, github))[1:] == [
        "statuses:",
        "  work: [In Review]   # guessed by their names; others: Todo, In Progress, Done",
    ]
