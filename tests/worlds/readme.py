"""The README's questions: a `baton sql` command each, and under it the answer that the sandbox gives."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.worlds.paths import CHECKOUT

README = CHECKOUT / "README.md"
BLOCK = re.compile(r"```console\n\$ baton sql (?P<asked>[^\n]+)\n(?P<answer>.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    asked: str
    answer: str


def questions(text: str) -> list[Question]:
    return [Question(found["asked"], found["answer"]) for found in BLOCK.finditer(text)]


def ask(asked: str, home: Path) -> str:
    """What `baton sql` answers; its exit code must be 0."""
    baton = Path(sys.executable).with_name("baton")
    done = subprocess.run(
        [baton, "sql", "--home", home, *shlex.split(asked)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def write_answers(home: Path) -> None:
    """Put today's answers into the README."""
    text = README.read_text(encoding="utf-8")
    for question in questions(text):
        answer = ask(question.asked, home)
        text = text.replace(
            f"$ baton sql {question.asked}\n{question.answer}```",
            f"$ baton sql {question.asked}\n{answer}```",
        )
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_answers(Path(sys.argv[1]))
