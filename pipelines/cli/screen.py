"""The one place where commands write: names from Jira and GitHub steer no terminal.

Whoever may name a status or a team could otherwise move the cursor, forge lines, or turn what is read around.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import IO, Any

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from connectors.plain_text import harmless

# A pipe has no width of its own: wide enough that messages stay on a line or two.
PIPED_WIDTH = 160


def say(text: str, is_error: bool = False) -> None:
    """A line to stdout, or to stderr."""
    click.echo(harmless(text), err=is_error)


def say_json(value: object, default: Callable[[Any], Any]) -> None:
    say(json.dumps(value, indent=2, default=default))


def pass_on(lines: Iterable[str], stream: IO[str]) -> None:
    """What another program prints, as it comes."""
    for line in lines:
        stream.write(harmless(line))
        stream.flush()


def hand_over(lines: Iterable[str]) -> None:
    """An answer to stdout: as it is to a file or a program, harmless to a terminal."""
    is_terminal = sys.stdout.isatty()
    try:
        for line in lines:
            sys.stdout.write(harmless(line) if is_terminal else line)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has enough, as `head` does; what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Screen(Console):
    """Rich's console, whose own colours are the only escapes. `file` is stdout where none is given."""

    def __init__(self, file: IO[str] | None = None) -> None:
        is_terminal = (file or sys.stdout).isatty()
        super().__init__(
            file=file,
            width=None if is_terminal else PIPED_WIDTH,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def render_str(self, text: str, **how: Any) -> Text:
        """What is measured is what is shown."""
        return super().render_str(harmless(text), **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """All that is shown comes by here, as text or as rich's own control codes."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else harmless(text), style, control)

    def line_of(self, text: str = "", style: str | None = None) -> None:
        """A line that is not broken where the terminal ends."""
        self.print(text, style=style, soft_wrap=True)
