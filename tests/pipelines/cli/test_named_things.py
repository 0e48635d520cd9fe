"""`baton check --sources` says which of the things that the organization file names no source has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from pipelines.cli.main import main
from tests.worlds.small_world import END, small_world

Check = Callable[[str], tuple[int, list[str], list[str]]]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(small_world(), END) as sandbox:
        yield sandbox


@pytest.fixture
def check(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sandbox: Sandbox
) -> Check:
    """Exit code, and the lines of stdout and stderr, without the file's name and line numbers' prefix."""
    monkeypatch.setenv("U", USER)
    monkeypatch.setenv("T", TOKEN)
    monkeypatch.chdir(tmp_path)

    def check(text: str) -> tuple[int, list[str], list[str]]:
        path = tmp_path / "organization.yaml"
        site = f"kind: jira, url: '{sandbox.jira_url}', user_env: U, token_env: T"
        host = f"kind: github, url: '{sandbox.github_url}', token_env: T"
        path.write_text(text.replace("$JIRA", site).replace("$GITHUB", host))
        with pytest.raises(SystemExit) as end:
            main(["check", "--sources", "--home", str(tmp_path), "--organization", str(path)])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out.splitlines(), printed.err.splitlines()

    return check


RIGHT = """\
name: Small
timezone: UTC
sources:
  - {name: jira, $JIRA, projects: [PAY, data], exclude_projects: [GONE], fields: {points: customfield_10016}}
  - {name: github, $GITHUB, organizations: [meridian], include_repositories: ["pipe*"],
     exclude_repositories: [gone]}
teams:
  - id: pay
    name: Payments
    owns:
      jira_projects: [PAY, {value: GONE, to: 2025-01-01}]
      jira_components: [{project: PAY, component: Checkout}]
      jira_labels: [late]
      jira_statuses: [To Do]
      jira_team_values: [Data Engineering]
      github_teams: [meridian/payments]
      github_repositories: [meridian/pipeline]
      github_paths: [{repository: meridian/empty, path: /x/}]
  - {id: gone, name: Gone, to: 2025-01-01, merged_into: pay, owns: {jira_projects: [OLD]}}
user_facing: {jira_projects: [PAY], jira_components: [Reports], github_repositories: [meridian/empty]}
product_surface: {github_repositories: [meridian/empty], jira_components: [Reports]}
statuses: {work: [In Progress], done: [Done, closed], owners: {To Do: requester}}
resolutions: {counted: [Done], not_counted: ["Won't Do", not_planned]}
items: {excluded_types: [Epic]}
agents: {jira: [ACC-9], github: [lint-bot, "lint-bot[bot]", "90", ana-m]}
"""


def test_a_file_that_names_what_there_is_is_right(check: Check) -> None:
    code, out, err = check(RIGHT.replace("      jira_statuses: [To Do]\n", ""))
    assert (code, err) == (0, [])
    assert [line for line in out if "there is" in line or "no ticket" in line] == []


def test_what_is_misspelt_is_named_with_its_line_and_what_was_perhaps_meant(check: Check) -> None:
    code, out, err = check(
        """\
name: Small
timezone: UTC
sources:
  - {name: jira, $JIRA, projects: [PAY, DTA], fields: {points: customfield_99}}
  - {name: github, $GITHUB, organizations: [meridian, meridiam], repositories: [meridian/pipelin],
     include_repositories: ["pipeline", "pipes*"]}
teams:
  - id: pay
    name: Payments
    owns:
      jira_projects: [PAYY]
      jira_components:
        - {project: PAY, component: Chekout}
        - {project: NIX, component: Checkout}
      github_teams: [meridian/payment]
      github_repositories: [meridian/pipeline, meridian/emty]
      github_paths: [{repository: meridian/pipelin, path: /x/}]
user_facing: {jira_projects: [SUP], jira_components: [Help], github_repositories: [meridian/help]}
product_surface: {github_repositories: [meridian/emty], jira_components: [Reprots]}
"""
    )
    assert code == 2
    [file] = {line.partition(":")[2].partition(":")[0].strip() for line in err}
    assert file == "organization.yaml"
    hidden = "or the account may not see it"
    assert [line.removeprefix("baton: organization.yaml:") for line in err] == [
        f"4: sources[jira].fields.points: there is no field 'customfield_99' on jira, {hidden}",
        f"4: sources[jira].projects[2]: there is no project 'DTA' on jira, {hidden}; did you mean 'DATA'?",
        f"5: sources[github].organizations[2]: there is no organization 'meridiam' on github, {hidden}",
        f"5: sources[github].repositories[1]: there is no repository 'meridian/pipelin' on github, {hidden}"
        "; did you mean 'meridian/pipeline'?",
        f"6: sources[github].include_repositories[2]: there is no repository like 'pipes*' on github,"
        f" {hidden}",
        f"11: teams[pay].owns.jira_projects[1]: there is no project 'PAYY' on jira, {hidden}"
        "; did you mean 'PAY'?",
        f"13: teams[pay].owns.jira_components[1]: there is no component 'Chekout' in PAY on jira, {hidden}"
        "; did you mean 'Checkout'?",
        f"14: teams[pay].owns.jira_components[2]: there is no component 'Checkout' in NIX on jira, {hidden}",
        f"15: teams[pay].owns.github_teams[1]: there is no GitHub team 'meridian/payment' on github, {hidden}"
        "; did you mean 'meridian/payments'?",
        f"16: teams[pay].owns.github_repositories[2]: there is no repository 'meridian/emty' on github,"
        f" {hidden}; did you mean 'meridian/empty'?",
        f"17: teams[pay].owns.github_paths[1]: there is no repository 'meridian/pipelin' on github, {hidden}"
        "; did you mean 'meridian/pipeline'?",
        f"18: user_facing.github_repositories[1]: there is no repository 'meridian/help' on github, {hidden}"
        "; did you mean 'meridian/empty'?",
        f"18: user_facing.jira_components[1]: there is no component 'Help' on jira, {hidden}",
        f"18: user_facing.jira_projects[1]: there is no project 'SUP' on jira, {hidden}",
        f"19: product_surface.github_repositories[1]: there is no repository 'meridian/emty' on github,"
        f" {hidden}; did you mean 'meridian/empty'?",
        f"19: product_surface.jira_components[1]: there is no component 'Reprots' on jira, {hidden}",
    ]
    assert [line for line in out if "organization.yaml:" in line] == []


def test_what_is_owned_must_be_there_whatever_it_is(check: Check) -> None:
    text = (
        "name: Small\ntimezone: UTC\nsources:\n  - {name: jira, $JIRA}\nteams:\n"
        "  - id: pay\n    name: Payments\n    owns:\n"
        "      jira_labels: [lat]\n      jira_statuses: [In Progres]\n"
        "      jira_team_values: [Data Enginering, uuid-data]\n"
    )
    code, _, err = check(text)
    hidden = "on jira, or the account may not see it"
    assert (code, [line.removeprefix("baton: organization.yaml:") for line in err]) == (
        2,
        [
            f"9: teams[pay].owns.jira_labels[1]: there is no label 'lat' {hidden}",
            f"10: teams[pay].owns.jira_statuses[1]: there is no status 'In Progres' {hidden}"
            "; did you mean 'In Progress'?",
            f"11: teams[pay].owns.jira_team_values[1]: there is no value of the Team field 'Data Enginering'"
            f" {hidden}; did you mean 'Data Engineering'?",
        ],
    )
    ended = text.replace("[lat]", "[{value: lat, to: 2025-03-30}]").replace("In Progres]", "In Progress]")
    assert check(ended.replace("Data Enginering, ", ""))[0] == 0


def test_words_that_only_histories_may_know_are_said_and_no_fault(check: Check) -> None:
    code, out, err = check(
        """\
name: Small
timezone: UTC
sources:
  - {name: jira, $JIRA}
user_facing: {jira_labels: [lat]}
statuses: {work: [In Progres], owners: {Waiting: requester}}
resolutions: {counted: [Doen]}
items: {excluded_types: [Epik]}
"""
    )
    assert (code, err) == (0, [])
    assert out[-5:] == [
        "organization.yaml:5: there is no label 'lat' on jira, but histories may know it",
        "organization.yaml:6: there is no status 'In Progres' on jira, but histories may know it"
        "; did you mean 'In Progress'?",
        "organization.yaml:7: there is no resolution 'Doen' on jira, but histories may know it"
        "; did you mean 'Done'?",
        "organization.yaml:8: there is no type of ticket 'Epik' on jira, but histories may know it"
        "; did you mean 'Epic'?",
        "organization.yaml:6: there is no status 'Waiting' on jira, but histories may know it",
    ]


def test_an_agents_account_that_no_source_has_is_said(check: Check) -> None:
    """It may be gone, and its acts are not: that is no fault."""
    code, out, err = check(
        """\
name: Small
timezone: UTC
sources:
  - {name: jira, $JIRA}
  - {name: github, $GITHUB, organizations: [meridian]}
agents:
  jira: [acc-99]
  github:
    - lint-bto
    - "9090"
"""
    )
    assert (code, err) == (0, [])
    assert out[-3:] == [
        "organization.yaml:7: there is no account 'acc-99' on jira, but histories may know it",
        "organization.yaml:9: there is no account 'lint-bto' on github, but histories may know it",
        "organization.yaml:10: there is no account '9090' on github, but histories may know it",
    ]


def test_what_cannot_be_told_is_no_fault(check: Check) -> None:
    code, out, err = check(
        """\
name: Small
timezone: UTC
sources:
  - {name: jira, $JIRA}
  - {name: github, $GITHUB, organizations: [meridian]}
teams:
  - id: pay
    name: Payments
    owns:
      jira_labels: [lat]
      jira_statuses: [In Progres]
"""
    )
    assert (code, err) == (0, [])
    assert out[-2:] == [
        "organization.yaml:10: there is no label 'lat' on jira, but labels on GitHub are not asked for",
        "organization.yaml:11: there is no status 'In Progres' on jira, but a board on GitHub may have"
        " had it; did you mean 'In Progress'?",
    ]


def test_what_one_of_several_sites_has_is_there_and_nothing_is_missing_while_one_that_may_have_it_is_silent(
    check: Check,
) -> None:
    text = (
        "name: Small\ntimezone: UTC\nsources:\n  - {name: jira, $JIRA, projects: [PAY]}\n"
        "  - {name: other, $JIRA, projects: [NIX]}\n"
        "teams: [{id: pay, name: Payments, owns: {jira_projects: [DATA, NIX2]}}]\n"
    )
    code, _, err = check(text)
    assert code == 2
    assert [line.partition("there is no ")[2].partition(",")[0] for line in err] == [
        "project 'NIX' on other",
        "project 'NIX2' on jira or other",
    ]
    silent = "other, kind: jira, url: 'http://127.0.0.1:1', token_env: T"
    code, _, err = check(text.replace("other, $JIRA", silent))
    assert code == 2
    assert [line.split(": ")[1] for line in err] == ["other"]
    host = "{name: github, kind: github, url: 'http://127.0.0.1:1', token_env: T}"
    code, _, err = check(text.replace("{name: other, $JIRA, projects: [NIX]}", host))
    assert code == 2
    assert (err[0].split(": ")[1], "no project 'NIX2' on jira," in err[1], len(err)) == ("github", True, 2)


def test_doctor_asks_as_well(
    check: Check, capfd: pytest.CaptureFixture[str], tmp_path: Path, sandbox: Sandbox
) -> None:
    from tests.pipelines.cli.test_doctor import sound
    from tests.worlds.night import Home

    Home(tmp_path).run_with(sound().sources())
    check("name: By hand\ntimezone: UTC\nsources:\n  - {name: jira, $JIRA, projects: [NIX]}\n")
    capfd.readouterr()
    file = str(tmp_path / "organization.yaml")
    with pytest.raises(SystemExit) as end:
        main(["doctor", "--sources", "--home", str(tmp_path), "--organization", file])
    assert end.value.code == 2
    assert "there is no project 'NIX' on jira" in capfd.readouterr().err
