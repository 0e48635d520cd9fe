"""`baton check` and `baton doctor` say which names of the organization file are outdated, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.worlds.night import Home
from tests.worlds.renamed_story import NEXT, NIGHT, Told
from tests.worlds.story import june


def test_outdated_names_are_said_with_their_lines_and_are_no_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = Told()
    file = tmp_path / "organization.yaml"
    file.write_text(world.organization)
    home = Home(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATON_SANDBOX_USER", USER)
    monkeypatch.setenv("BATON_SANDBOX_TOKEN", TOKEN)

    def command(name: str, *more: str) -> tuple[int, list[str]]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main([name, "--home", str(tmp_path), "--organization", str(file), *more])
        return int(end.value.code or 0), capfd.readouterr().out.splitlines()

    def line(of: str) -> int:
        return next(at for at, text in enumerate(world.organization.splitlines(), 1) if text.strip() == of)

    for served, clock in ((world.story.world, NIGHT), (world.after, NEXT)):
        with serve(served, june(clock)) as sandbox:
            monkeypatch.setenv("BATON_SANDBOX_JIRA", sandbox.jira_url)
            monkeypatch.setenv("BATON_SANDBOX_GITHUB", sandbox.github_url)
            home.run(sandbox, world.organization)
            code, asked = command("check", "--sources")
            assert code == 0, "\n".join(asked)
    code, said = command("check")
    taken = "another has that name now, and counts for no team unless it is named by its id"
    assert (code, [text for text in said if "is called" in text]) == (
        0,
        [
            f"organization.yaml:{line('- ann')}: account 'ann' of github is called 'ann-of-old' now;"
            f" the file still means it; {taken}",
            f"organization.yaml:{line('- story/app')}: repository 'story/app' of github is called"
            f" 'story/application' now; the file still means it; {taken}",
            f"organization.yaml:{line('- component: engine')}: component 'engine' of jira is called 'motor'"
            " now; the file still means it",
            f"organization.yaml:{line('- ALP')}: project 'alp' of jira is called 'alps' now;"
            " the file still means it",
            f"organization.yaml:{line('In gamma review: GAMMA')}: status 'In gamma review' of jira is called"
            " 'Gamma looks' now; the file still means it",
        ],
    )
    assert (
        f"organization.yaml:{line('- ALP')}: project 'ALP' is called 'ALPS' now; the file still means it"
        in asked
    )
    _, shown = command("doctor")
    assert [text.split() for text in shown if "story/application" in text] == [
        ["github", "repository", "story/app", "story/application", "another", "has", "the", "name"]
    ]
