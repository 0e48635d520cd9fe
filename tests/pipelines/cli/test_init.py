"""`baton init` against the served sandbox: the file it writes is right, and a run with it finds teams."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from connectors.github.discovery import owning_teams
from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from pipelines.cli.main import main
from pipelines.configured_sources import ConfiguredSources
from pipelines.organization.reading import read_organization
from tests.worlds.night import Home

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
    assert home.warehouse_sql("select count(distinct team_id) from core.team_member") == [(8,)]


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
    assert data["owns"] == {"github_teams": ["meridian/data-engineering"], "jira_projects": ["DATA"]}
    assert {"person": "aditi-rao"} in data["members"]
    assert [calendar["country"] for calendar in file["calendars"]] == ["US", "DE", "IN", "GB"]
    assert file["statuses"]["wait"] == ["Blocked", "Waiting for customer", "Waiting for requester"]
    assert file["bots"]["github"] == ["meridian-review-assistant"]


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


def test_of_code_owners_counts_who_is_one_team_alone() -> None:
    text = (
        "# all\n* @meridian/platform\n/etl/ @meridian/data   # ours\n/docs/ @ana @meridian/data\n\n/none/\n"
    )
    assert list(owning_teams(text)) == [("*", "meridian/platform"), ("/etl/", "meridian/data")]
