"""What the operating system refuses, in a line that names the file, with the exit code to end on."""

from __future__ import annotations

import errno
import os
import re

from pipelines.exit_codes import ExitCode

# Somebody has to name another home or give it back: no later run could do any better.
WRONG = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOENT}
LOGGED = re.compile(r"\[Errno (?P<number>\d+)\] [^:]*(: '(?P<file>.*?)')?( -> '.*')?$")


def refusal(error: OSError) -> tuple[ExitCode, str] | None:
    """Of an error about a file; of others, such as those of a connection, nothing."""
    if error.errno is None or error.filename is None:
        return None
    return _said(error.errno, os.fsdecode(error.filename))


def logged_refusal(message: str) -> tuple[ExitCode, str] | None:
    """The same of an error in Dagster's event log, which keeps its class and message."""
    if (found := LOGGED.search(message.strip())) is None or found["file"] is None:
        return None
    return _said(int(found["number"]), found["file"])


def _said(number: int, file: str) -> tuple[ExitCode, str]:
    code = ExitCode.WRONG if number in WRONG else ExitCode.FAILED
    return code, f"cannot use {file}: {os.strerror(number)}"
