"""How a command ends: an exit code that scripts can tell apart, and a few plain lines on stderr.

The code of an error that is expected stands in its class.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    COMPLETE = 0
    FAILED = 1
    WRONG = 2  # configuration or credentials, or no answer
    INCOMPLETE = 3  # published, with the last whole state of what could not be pulled, or not to a target
    HELD = 4  # by another run
    INTERRUPTED = 130


class Failed(Exception):
    """A command cannot go on, or could not do all."""

    def __init__(self, code: ExitCode, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.code = code
        self.lines = lines
