"""A terminal in which a program runs, and somebody who types when the program waits for it."""

from __future__ import annotations

import os
import pty
from collections.abc import Mapping, Sequence
from types import TracebackType


class Terminal:
    """`screen` is all that the program wrote, and what was typed."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
        self.screen = ""
        self.code = 0
        self._written = b""
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.execve(command[0], list(command), {**environment, "TERM": "dumb", "COLUMNS": "160"})

    def enter(self, text: str, after: str) -> None:
        """Type, once the program has written `after` last of all."""
        while not self._written.endswith(after.encode()):
            if not self._read():
                raise AssertionError(f"it ended before it wrote {after!r}: {self._written!r}")
        self._written += b"\n"
        os.write(self._terminal, text.encode())

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._read():
            pass
        os.close(self._terminal)
        self.code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        self.screen = self._written.decode()

    def _read(self) -> bool:
        """Whether there was anything to read; a terminal ends with an error when its program does."""
        try:
            part = os.read(self._terminal, 4096)
        except OSError:
            return False
        self._written += part
        return bool(part)
