"""`baton check` and `baton doctor` say which agents act for nobody known, and which bots look like agents."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sandbox.world.world import Person
from pipelines.cli.main import main
from tests.worlds.agents import CLAUDE, agents_organization, pull_by, with_agents
from tests.worlds.story import Story, told

AS_PEOPLE = "whoever gives it work should assign it once the item is there, or be co-author of its commits"
AS_A_BOT = "its name is like an agent's: if it works for people, name it under agents"


def test_what_the_last_run_saw_of_agents_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = with_agents(Story())
    story.world.people.append(
        Person(
            "pairer", "Pair agent", "", "UTC", "account-pairer", "app", login="pair-agent[bot]", github_id=77
        )
    )
    pull_by(story, "3 10:00", CLAUDE, ("3 10:30", "comment", "pairer"))
    file = tmp_path / "organization.yaml"
    file.write_text(agents_organization())
    for name in ("USER", "TOKEN", "JIRA", "GITHUB"):
        monkeypatch.setenv(f"BATON_SANDBOX_{name}", "https://nobody.example")

    def lines(command: str) -> list[str]:
        with pytest.raises(SystemExit):
            main([command, "--home", str(tmp_path), "--organization", str(file)])
        return capfd.readouterr().out.splitlines()

    assert not [line for line in lines("check") if "agent" in line]
    with told(story, tmp_path, "27 16:00", agents_organization()):
        said = lines("check")
        shown = [line.split() for line in lines("doctor")]
    assert said[-3:] == [
        f"agent 'claude' of github: 1 of 1 acts for nobody known: {AS_PEOPLE}",
        f"bot 'pair-agent' of github: {AS_A_BOT}",
        f"bot 'Pair agent' of jira: {AS_A_BOT}",
    ]
    for account, kind in (("claude", "agent"), ("pair-agent", "bot")):
        assert [row for row in shown if row[:2] == ["github", account] and kind in row]
