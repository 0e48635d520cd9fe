"""The prompt of `baton sql`: lines are read here, and DuckDB's shell answers through a pipe.

At a terminal of its own the shell would start any program to page long answers, even in safe mode.
"""

from __future__ import annotations

import readline  # noqa: F401  (gives input() a history, and keys that move in the line)
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from sqlite3 import complete_statement
from typing import IO

from pipelines.cli.screen import pass_on, say

FIRST, NEXT = "baton> ", "   ... "
# The shell prints it where an answer ends.
END = "-- end of the answer --"


def prompt(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Ask and answer until the end of input."""
    say("Statements end with a semicolon; `show tables;` lists what there is. Ctrl-D ends.")
    with subprocess.Popen(
        [*command, "-cmd", ".highlight off"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as shell:
        assert shell.stdin is not None and shell.stdout is not None
        for statement in _statements():
            try:
                shell.stdin.write(f"{statement}\n.print {END}\n")
                shell.stdin.flush()
            except BrokenPipeError:
                break
            pass_on(_answer(shell.stdout), sys.stdout)


def _statements() -> Iterator[str]:
    """What is typed: statements, and commands of the shell (.tables); Ctrl-C drops what was begun."""
    lines: list[str] = []
    while True:
        try:
            lines.append(input(NEXT if lines else FIRST))
        except KeyboardInterrupt:
            lines = []
            say("")
            continue
        except EOFError:
            say("")
            return
        text = "\n".join(lines)
        if complete_statement(text) or lines[0].startswith(".") or not text.strip():
            yield text
            lines = []


def _answer(output: IO[str]) -> Iterator[str]:
    for line in output:
        if line.strip() == END:
            return
        yield line
