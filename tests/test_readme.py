"""What the README shows is what the sandbox answers."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from assets.published.contract import read_contract
from pipelines.cli.questions import Question as NamedQuestion
from pipelines.cli.questions import questions as named_questions
from tests.worlds.demo import first_night_of
from tests.worlds.paths import CHECKOUT
from tests.worlds.readme import README, ask, questions
from tests.worlds.relations import strays, totals


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The first night of the default sandbox, all 6,000 tickets of it: its home, and what the run said."""
    return first_night_of(tmp_path_factory)


@pytest.mark.heavy
def test_the_readme_shows_the_real_answers_to_its_questions(first_night: tuple[Path, str]) -> None:
    home, said = first_night
    text = README.read_text(encoding="utf-8")
    asked = questions(text)
    assert len(asked) >= 5
    for question in asked:
        assert ask(question.asked, home) == question.answer
    # The summary's counts too; its seconds are another machine's.
    shown = re.search(r"```console\n\$ make run\n(?P<summary>.*?)```", text, re.DOTALL)
    assert shown is not None
    for source in ("jira", "github"):
        [line] = [line for line in shown["summary"].splitlines() if line.startswith(source)]
        [real] = [line for line in said.splitlines() if line.startswith(source)]
        assert line.split()[:-1] == real.split()[:-1]


@pytest.mark.heavy
def test_the_exports_that_the_readme_shows_write_their_files(
    first_night: tuple[Path, str], tmp_path: Path
) -> None:
    baton = Path(sys.executable).with_name("baton")
    exports = re.findall(r"^baton (export [^#\n]+)", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(exports) == 2
    for export in exports:
        subprocess.run([baton, *export.split(), "--home", first_night[0]], cwd=tmp_path, check=True)
        assert (tmp_path / export.split()[-1]).stat().st_size > 100_000


@pytest.mark.heavy
def test_what_the_readme_shows_of_reading_files_reads_them(first_night: tuple[Path, str]) -> None:
    home, _ = first_night
    text = README.read_text(encoding="utf-8").partition("## Opening the data")[2]
    [shell] = re.findall(r"```sh\n(cd .+?)\n```", text)
    [python] = re.findall(r"```python\n(.+?)```", text, re.DOTALL)
    rooms = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "BATON_HOME": str(home), "PATH": rooms}
    told = subprocess.run(
        ["sh", "-c", shell], capture_output=True, text=True, env=environment, check=True
    ).stdout
    assert "waiting" in told and "platform" in told
    show = f"{python}\nassert len(handoff) and len(team) and len(routed)"
    subprocess.run([sys.executable, "-c", show], cwd=home, env=environment, check=True)


@pytest.mark.heavy
@pytest.mark.parametrize("question", named_questions(), ids=lambda question: question.name)
def test_the_demo_answers_every_named_question(
    first_night: tuple[Path, str], question: NamedQuestion
) -> None:
    home, _ = first_night
    _, *rows = ask(f"--question {question.name} --format csv", home).splitlines()
    assert rows


@pytest.mark.heavy
def test_what_the_contract_says_of_types_and_relations_holds_on_the_demo(
    first_night: tuple[Path, str],
) -> None:
    current = first_night[0] / "data" / "published" / "current"
    contract = read_contract(current)
    assert contract is not None
    assert contract == json.loads((CHECKOUT / "docs" / "contract.json").read_text(encoding="utf-8"))
    with duckdb.connect(current / "baton.duckdb", read_only=True) as db:
        assert list(strays(db, contract)) == []
        said = {name: table["totals_in"] for name, table in contract["tables"].items() if table["totals_in"]}
        assert totals(db, contract) == said


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
