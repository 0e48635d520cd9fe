"""Named questions: queries/questions/NAME.sql, each with a head that says what it answers.

`parameter NAME: text` in the head is what `--param NAME=VALUE` may give: a team's id. Without it: all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pipelines.cli.ask import QUERIES, ask
from pipelines.cli.guarded import Query, guarded
from pipelines.cli.screen import say
from pipelines.settings import SettingsError

QUESTIONS = QUERIES / "questions"
PARAMETER = re.compile(r"parameter (\w+): (.+)")


@dataclass(frozen=True, slots=True)
class Question:
    """What a question's file says of it."""

    name: str
    asks: str
    notes: str
    parameters: Mapping[str, str]
    text: str


def read_question(path: Path) -> Question:
    """Raises ValueError where the file's head does not say what it answers."""
    text = path.read_text(encoding="utf-8")
    head = re.match(r"(?:--.*\n)+", text)
    lines = [line.removeprefix("--").strip() for line in head[0].splitlines()] if head else []
    parameters = {found[1]: found[2] for line in lines if (found := PARAMETER.fullmatch(line))}
    plain = " ".join(line for line in lines if not PARAMETER.fullmatch(line))
    asks, mark, notes = plain.partition("?")
    if not mark:
        raise ValueError(f"{path}: starts with no comment that asks a question")
    return Question(path.stem, f"{asks}?", notes.strip(), parameters, text)


def questions() -> list[Question]:
    return [read_question(path) for path in sorted(QUESTIONS.glob("*.sql"))]


def question_query(name: str, given: Mapping[str, str]) -> Query:
    """The question called `name`. Raises SettingsError where there is none, or it has no such parameter."""
    known = {each.name: each for each in questions()}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        meant = f"did you mean {near[0]}?" if near else "`baton sql --list` has them all"
        raise SettingsError(f"no question is called {name}: {meant}")
    found = known[name]
    for parameter in given:
        if parameter not in found.parameters:
            takes = ", ".join(found.parameters) or "none"
            raise SettingsError(f"{name} has no parameter {parameter}: it takes {takes}")
    return Query(found.text, f"the question {name}", given)


def refuse_strangers(file: Path, query: Query) -> None:
    """A misspelt team would get an empty answer, which says that nothing waits. Raises SettingsError."""
    if not query.parameters:
        return
    with guarded(file) as db:
        teams = [row["id"] for row in ask(db, "sql/teams")]
    for name, value in query.parameters.items():
        if value not in teams:
            raise SettingsError(f"--param {name}={value}: no team has this id; there are {', '.join(teams)}")


def parameters_of(given: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE, each. Raises SettingsError."""
    parameters = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not re.fullmatch(r"[a-z]\w*", name):
            raise SettingsError(f"--param {text}: write NAME=VALUE, such as --param team=data")
        parameters[name] = value
    return parameters


def list_questions() -> None:
    for each in questions():
        say(each.name)
        say(f"    {each.asks}")
        for name, text in each.parameters.items():
            say(f"    --param {name}=…: {text}")
