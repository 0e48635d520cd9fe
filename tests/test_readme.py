"""What the README shows is what the sandbox answers."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.cli.questions import questions as named_questions
from tests.worlds.readme import README, ask, questions


@pytest.mark.heavy
def test_the_readme_shows_the_real_answers_to_its_questions(tmp_path: Path) -> None:
    """On the first night of the default sandbox, all 6,000 tickets of it."""
    text = README.read_text(encoding="utf-8")
    asked = questions(text)
    assert len(asked) >= 5
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    baton = Path(sys.executable).with_name("baton")
    run = subprocess.run(
        [baton, "run", "--home", tmp_path], capture_output=True, text=True, env=environment, check=True
    )
    for question in asked:
        assert ask(question.asked, tmp_path) == question.answer
    exports = re.findall(r"^baton (export [^#\n]+)", text, re.MULTILINE)
    assert len(exports) == 2
    for export in exports:
        subprocess.run([baton, *export.split(), "--home", tmp_path], cwd=tmp_path, check=True)
        assert (tmp_path / export.split()[-1]).stat().st_size > 100_000
    for each in named_questions():
        assert "0 rows" not in ask(f"--question {each.name}", tmp_path), each.name
    # The summary's counts too; its seconds are another machine's.
    shown = re.search(r"```console\n\$ make run\n(?P<summary>.*?)```", text, re.DOTALL)
    assert shown is not None
    for source in ("jira", "github"):
        [line] = [line for line in shown["summary"].splitlines() if line.startswith(source)]
        [real] = [line for line in run.stdout.splitlines() if line.startswith(source)]
        assert line.split()[:-1] == real.split()[:-1]


def test_the_readme_asks_named_questions_by_names_that_there_are() -> None:
    known = {each.name: each for each in named_questions()}
    asked = [shlex.split(each.asked) for each in questions(README.read_text(encoding="utf-8"))]
    named = [words[words.index("--question") + 1] for words in asked if "--question" in words]
    assert len(named) >= 15
    assert set(named) <= known.keys()
    for words in asked:
        given = [word.partition("=")[0] for word in words if "=" in word]
        assert set(given) <= known[words[1]].parameters.keys()


def test_every_file_that_the_readme_links_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (README.parent / link).exists(), link
