"""`baton check --sources` says which of the fields that the organization file names GitHub has not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.sandbox.github.schemas import ENTERPRISE_3_20
from connectors.sandbox.server.process import TOKEN
from connectors.sandbox.server.server import Sandbox, serve
from pipelines.cli.main import main
from tests.worlds.github_planning import PLANNED
from tests.worlds.github_world import day

FILE = """\
name: Plans
timezone: UTC
sources:
  - name: github
    kind: github
    url: '{url}'
    token_env: T
    {places}
    fields:
      points: {points}
      sprint: {sprint}
      team: team
      priority: {priority}
"""
Check = Callable[..., tuple[int, list[str], list[str]]]
ORGANIZATION = "organizations: [meridian]"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(PLANNED, day(8)) as sandbox:
        yield sandbox


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Check:
    monkeypatch.setenv("T", TOKEN)
    monkeypatch.chdir(tmp_path)

    def check(sandbox: Sandbox, **named: str) -> tuple[int, list[str], list[str]]:
        text = FILE.format(url=sandbox.github_url, **({"places": ORGANIZATION} | named))
        Path("organization.yaml").write_text(text)
        with pytest.raises(SystemExit) as end:
            main(["check", "--sources", "--home", str(tmp_path), "--organization", "organization.yaml"])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out.splitlines(), printed.err.splitlines()

    return check


def test_fields_of_boards_and_of_issues_are_found_in_whichever_case(check: Check, sandbox: Sandbox) -> None:
    code, out, err = check(sandbox, points="[estimate, Points]", sprint="SPRINT", priority="Priority")
    assert (code, err) == (0, [])
    assert not [line for line in out if "there is no" in line]


def test_a_field_that_there_is_not_is_named_with_its_line_and_the_nearest(
    check: Check, sandbox: Sandbox
) -> None:
    code, _, err = check(sandbox, points="[Estimat, Points]", sprint="Estimate", priority="Notes")
    hidden = "on github, or the account may not see it"
    assert code == 2
    assert [line.removeprefix("baton: organization.yaml:") for line in err] == [
        f"10: sources[github].fields.points: there is no field 'Estimat' {hidden}; did you mean 'Estimate'?",
        f"11: sources[github].fields.sprint: there is no iteration field 'Estimate' {hidden}",
        f"13: sources[github].fields.priority: there is no field 'Notes' {hidden}",
    ]


def test_owners_of_single_repositories_are_asked_for_theirs(check: Check, sandbox: Sandbox) -> None:
    places = "repositories: [meridian/flow]"
    code, _, err = check(sandbox, places=places, points="Pointes", sprint="Sprint", priority="Priority")
    assert code == 2
    assert [line.partition("fields.")[2] for line in err] == [
        "points: there is no field 'Pointes' on github, or the account may not see it; did you mean 'Points'?"
    ]


def test_a_host_without_issue_fields_is_asked_for_those_of_boards(check: Check) -> None:
    with serve(PLANNED, day(8), github=ENTERPRISE_3_20) as sandbox:
        code, _, err = check(sandbox, points="Estimate", sprint="Sprint", priority="Priority")
    assert code == 2
    assert [line.partition("fields.")[2] for line in err] == [
        "priority: there is no field 'Priority' on github, or the account may not see it"
    ]


def test_statuses_of_boards_are_asked_for_too(
    check: Check, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "FILE", FILE + "statuses: {{todo: [open, Todo, Too Do]}}\n")
    code, out, err = check(sandbox, points="Points", sprint="Sprint", priority="Priority")
    assert (code, err) == (0, [])
    assert [line for line in out if "status '" in line] == [
        "organization.yaml:14: status 'Too Do' is not known, but a board on GitHub may have had it"
        "; did you mean 'Todo'?"
    ]
