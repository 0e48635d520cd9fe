"""`baton init` against the served sandbox: the file it writes is right, and a run with it finds teams."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from connectors.github.discovery import owning_teams
from connectors.jira.discovery import Discovery
from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from connectors.sandbox.world.tickets import Project, Ticket
from connectors.sandbox.world.world import Team, World
from pipelines.cli.main import main
from pipelines.configured_sources import ConfiguredSources
from pipelines.organization.first_file import FirstFile
from pipelines.organization.reading import read_organization
from tests.worlds.night import Home
from tests.worlds.small_world import march, small_world

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(plan(7, 300).world, DEFAULT_CLOCK) as sandbox:
        yield sandbox


@pytest.fixture
def baton(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    for name, value in {"JIRA_USER": USER, "JIRA_TOKEN": TOKEN, "GITHUB_TOKEN": TOKEN}.items():
        monkeypatch.setenv(name, value)

    def baton(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return baton


def where(sandbox: Sandbox) -> tuple[str, ...]:
    return ("--jira", sandbox.jira_url, "--github", sandbox.github_url, "--github-org", "meridian")


def test_the_first_file_passes_the_check_and_a_run_with_it_finds_teams(
    sandbox: Sandbox, baton: Command, tmp_path: Path
) -> None:
    target = tmp_path / "organization.yaml"
    code, out, err = baton("init", *where(sandbox), "--write", str(target))
    assert code == 0, err
    assert "teams 8," in out
    code, out, err = baton("check", "--organization", str(target))
    assert code == 0, err
    home = Home(tmp_path)
    file = read_organization(target, os.environ)
    home.run_with(ConfiguredSources(organization=file.organization.as_landed(), configured=file.sources))
    busy = home.sql("select team_id from team_week where completed_count > 0 group by all order by all")
    assert {team for [team] in busy} >= {"backend", "data-engineering", "machine-learning", "mobile"}
    assert home.sql("select count(*) > 20 from handoff") == [(True,)]
    # Product Analytics was merged into another team: nobody is in it any more.
    assert home.warehouse_sql("select count(distinct team_id) from core.team_member") == [(7,)]


def test_what_is_guessed_says_so(sandbox: Sandbox, baton: Command, tmp_path: Path) -> None:
    target = tmp_path / "organization.yaml"
    baton("init", *where(sandbox), "--write", str(target))
    text = target.read_text("utf-8")
    lines = [line.strip() for line in text.splitlines()]
    assert "timezone: America/New_York   # guessed: most users are there" in lines
    assert "- DATA   # guessed: same name" in lines
    assert any(
        line.startswith("- {id: aditi-rao") and line.endswith("one person: same name") for line in lines
    )
    assert (
        "# Projects that no team was found for: APP (Meridian App), TRI (Triage), SUP (Customer Support)"
        in lines
    )
    file = yaml.safe_load(text)
    [data] = [team for team in file["teams"] if team["id"] == "data-engineering"]
    assert data["calendar"] == "kolkata"
    assert data["owns"] == {
        "github_teams": ["meridian/data-engineering"],
        "jira_projects": ["DATA"],
        "github_repositories": ["meridian/pipelines"],
    }
    assert {"person": "aditi-rao"} in data["members"]
    assert [calendar["country"] for calendar in file["calendars"]] == ["US", "DE", "IN", "GB"]
    assert {team["id"] for team in file["teams"] if team.get("kind") == "ml"} == {"machine-learning"}
    assert "kind: ml   # guessed by its name" in lines
    assert "# product_surface: {github_repositories: []}" in lines
    assert file["statuses"]["wait"] == ["Waiting for customer", "Waiting for requester"]
    assert file["statuses"]["blocked"] == ["Blocked"]
    assert file["bots"]["github"] == ["meridian-review-assistant"]


def test_agents_are_proposed_with_the_page_of_the_known_ones(
    sandbox: Sandbox, baton: Command, tmp_path: Path
) -> None:
    """Known on GitHub, where they need no word; in Jira by the names of apps. Users are never guessed."""
    target = tmp_path / "organization.yaml"
    baton("init", *where(sandbox), "--write", str(target))
    text = target.read_text("utf-8")
    known = [line for line in text.splitlines() if line.startswith("# Known without a word here: ")]
    devin = "devin-ai-integration[bot] on github, Devin (https://github.com/apps/devin-ai-integration)"
    assert f"# Known without a word here: {devin}" in known
    assert [line.split()[6] for line in known] == [
        "claude[bot]",
        "copilot-swe-agent[bot]",
        "devin-ai-integration[bot]",
    ]
    people = {person.key: person for person in plan(7, 300).world.people}
    assert yaml.safe_load(text)["agents"] == {
        "jira": [people[key].account_id for key in ("copilot", "claude", "devin")]
    }
    assert "   # guessed by their names: Copilot, Claude, Devin" in text
    code, out, err = baton("check", "--sources", "--organization", str(target), "--home", str(tmp_path))
    assert (code, "there is no account" in out) == (0, False), err


def test_sources_may_come_from_a_smaller_file(sandbox: Sandbox, baton: Command, tmp_path: Path) -> None:
    smaller = tmp_path / "smaller.yaml"
    smaller.write_text(
        "name: Small\ntimezone: Europe/Berlin\nsources:\n  - {name: site, kind: jira, "
        f"url: '{sandbox.jira_url}', user_env: JIRA_USER, token_env: JIRA_TOKEN}}\n"
    )
    target = tmp_path / "organization.yaml"
    code, _, err = baton("init", "--from", str(smaller), "--write", str(target))
    assert code == 0, err
    file = yaml.safe_load(target.read_text("utf-8"))
    assert (file["name"], file["timezone"]) == ("Small", "Europe/Berlin")
    assert {team["name"] for team in file["teams"]} >= {"Backend", "Data Engineering"}


def test_a_file_is_never_overwritten(sandbox: Sandbox, baton: Command, tmp_path: Path) -> None:
    target = tmp_path / "organization.yaml"
    target.write_text("mine\n")
    code, _, err = baton("init", *where(sandbox), "--write", str(target))
    assert (code, target.read_text()) == (2, "mine\n")
    assert err == f"baton: {target} is there already, and is never overwritten: choose another with --write\n"


def test_who_says_nothing_or_gives_no_credentials_is_told(
    sandbox: Sandbox, baton: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code, _, err = baton("init")
    assert (code, "--jira URL" in err) == (2, True)
    monkeypatch.delenv("JIRA_TOKEN")
    code, _, err = baton("init", *where(sandbox), "--write", str(tmp_path / "organization.yaml"))
    assert (code, "the environment variable JIRA_TOKEN is not set" in err) == (2, True)
    assert not (tmp_path / "organization.yaml").exists()


def test_what_is_not_there_is_refused_before_anything_is_written(
    sandbox: Sandbox, baton: Command, tmp_path: Path
) -> None:
    target = tmp_path / "organization.yaml"
    code, _, err = baton("init", *where(sandbox), "--jira-project", "NOPE", "--write", str(target))
    assert code == 2
    assert "there is no project 'NOPE' on jira, or the account may not see it" in err
    assert err.endswith("baton: nothing was written\n")
    code, _, err = baton(
        "init", "--github", sandbox.github_url, "--github-org", "nope", "--write", str(target)
    )
    assert (code, "there is no organization 'nope' on github" in err) == (2, True)
    assert not target.exists()


def test_repositories_components_and_the_ladder_are_proposed_as_guesses(
    sandbox: Sandbox, baton: Command, tmp_path: Path
) -> None:
    target = tmp_path / "organization.yaml"
    baton("init", *where(sandbox), "--write", str(target))
    text = target.read_text("utf-8")
    teams = {team["id"]: team["owns"] for team in yaml.safe_load(text)["teams"]}
    proposed = {one: team for team, owns in teams.items() for one in owns.get("github_repositories", [])}
    assert proposed == {
        "meridian/studio": "ai-studio",
        "meridian/api": "backend",
        "meridian/pipelines": "data-engineering",
        "meridian/web": "frontend",
        "meridian/models": "machine-learning",
        "meridian/mobile-app": "mobile",
        "meridian/platform": "platform",
    }
    assert teams["backend"]["jira_components"] == [{"project": "APP", "component": "Checkout API"}]
    lines = text.splitlines()
    [component] = [line for line in lines if "Checkout API" in line]
    assert component.endswith("tickets are assigned to its members") and "# guessed: " in component
    assert any("meridian/api   # guessed: its members wrote " in line for line in lines)
    at = lines.index("ownership:")
    assert re.fullmatch(
        r"# guessed: of \d+ tickets \d+% have a Team, \d+% an assignee;"
        r" teams were found for 3 components and 8 projects",
        lines[at - 1],
    )
    assert lines[at + 1].startswith("  ladder: [status, team, assignee, component, label, project]")


@pytest.mark.parametrize("flavour", ["Cloud", "Data Center"])
def test_without_github_members_are_who_acts_while_a_team_has_the_ball(
    sandbox: Sandbox, baton: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flavour: str
) -> None:
    target = tmp_path / "organization.yaml"
    site = sandbox.jira_url
    if flavour == "Data Center":
        monkeypatch.setenv("JIRA_USER", "reader")
        site = sandbox.data_center_url
    code, _, err = baton("init", "--jira", site, "--write", str(target))
    assert code == 0, err
    text = target.read_text("utf-8")
    guessed = {
        team["name"]: {stay["person"] for stay in team.get("members", [])}
        for team in yaml.safe_load(text)["teams"]
    }
    world = plan(7, 300).world
    names = {person.key: person.name.lower().replace(" ", "-") for person in world.people}
    truth = {team.name: {names[stay.person] for stay in team.stays} for team in world.teams}
    assert {name: len(people) for name, people in guessed.items() if len(people) > 5} == {
        "Data Engineering": 8,
        "Machine Learning": 6,
        "Platform": 8,
    }
    assert all(people <= truth[name] for name, people in guessed.items())
    assert re.search(
        r"^ +- \{person: george-evans\}   # guessed: \d+ of \d+ acts while it had the ball$", text, re.M
    )


def many_teams() -> World:
    """650 teams with a ticket each, the first ones of a component, before 1,350 newer tickets of the last."""
    world = small_world()
    world.teams = [Team(f"t{n}", f"Team {n}", f"team-{n}", f"uuid-{n}", 600 + n) for n in range(650)]
    world.projects = [Project("10009", "BIG", "Big", ("Odd", "Core"))]
    world.sprints = []
    world.tickets = [
        Ticket(
            30000 + number,
            "Task",
            "ana",
            march(3),
            {
                "key": f"BIG-{number + 1}",
                "project": "BIG",
                "status": "To Do",
                "summary": "Work",
                "team": "t3" if number < 4 else f"t{min(number, 649)}",
                "components": ("Odd",) if number < 5 else ("Core",) if number > 650 else (),
            },
        )
        for number in range(2000)
    ]
    for number in range(3):
        before = {**world.tickets[number].initial, "key": f"BIG-{3000 + number}", "team": f"t{number}"}
        world.tickets.append(Ticket(29000 + number, "Task", "ana", march(3), {**before, "components": ()}))
    return world


def test_every_value_of_the_team_field_becomes_a_team(baton: Command, tmp_path: Path) -> None:
    """However seldom, and on however old a ticket, it stands."""
    target = tmp_path / "organization.yaml"
    with serve(many_teams(), march(31)) as sandbox:
        code, _, err = baton("init", "--jira", sandbox.jira_url, "--write", str(target))
    assert code == 0, err
    text = target.read_text("utf-8")
    teams = {team["name"]: team.get("owns", {}) for team in yaml.safe_load(text)["teams"]}
    assert teams.keys() == {f"Team {number}" for number in range(650)}
    assert {name: owns for name, owns in teams.items() if owns} == {
        "Team 649": {"jira_projects": ["BIG"]},
        "Team 3": {"jira_components": [{"project": "BIG", "component": "Odd"}]},
    }
    assert "- BIG   # guessed: 1351 of its 2003 tickets say so" in text
    assert "component: Odd}   # guessed: 4 of its 5 tickets say so" in text
    assert "# guessed: of 2,003 tickets 100% have a Team, 0% an assignee;" in text
    assert "  ladder: [status, team, component, label, project]" in text


def test_projects_of_a_service_desk_are_guessed_to_be_where_users_report() -> None:
    projects = [
        {"key": "HELP", "name": "Help", "projectTypeKey": "service_desk"},
        {"key": "PAY", "name": "Payments", "projectTypeKey": "software"},
    ]
    text = FirstFile("Small", "UTC", [], {"jira": Discovery(projects, [])}, {}).text("# first")
    assert "user_facing: {jira_projects: [HELP]}   # guessed: service projects" in text.splitlines()


def test_of_code_owners_counts_who_is_one_team_alone() -> None:
    text = (
        "# all\n* @meridian/platform\n/etl/ @meridian/data   # ours\n/docs/ @ana @meridian/data\n\n/none/\n"
    )
    assert list(owning_teams(text)) == [("*", "meridian/platform"), ("/etl/", "meridian/data")]
