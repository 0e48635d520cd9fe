"""SQL on what is published, in DuckDB's own shell, which reads that file and nothing else of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from pipelines.cli.exit_codes import ExitCode
from pipelines.cli.screen import pass_on
from pipelines.settings import Settings, SettingsError

# Safe mode locks the configuration, and refuses every other file, extension, variable and program.
READS_ONLY = ("-readonly", "-safe", "-no-init")
# What the shell needs of the environment. Tokens are there too, and are none of its business.
VARIABLES = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR", "TERM", "TZ")


def published_file(settings: Settings) -> Path:
    """Raises SettingsError where nothing has been published."""
    file = settings.places.published_database
    if not file.is_file():
        raise SettingsError(f"nothing is published in {settings.places.published} yet: run `baton run` first")
    return file


def shell(settings: Settings, query: str | None, mode: str | None) -> NoReturn:
    """With a query the shell answers it and ends; without one there is a prompt, or it reads from a pipe."""
    command = [str(_binary()), *READS_ONLY, str(published_file(settings))]
    command += [f"-{mode}"] if mode else []
    if sys.stdout.isatty():
        # Behind a pipe the shell does not see how wide the terminal is.
        command += ["-cmd", f".maxwidth {shutil.get_terminal_size().columns}"]
    if query is None and sys.stdin.isatty() and sys.stdout.isatty():
        from pipelines.cli.prompt import prompt

        prompt(command, environment())
        sys.exit(ExitCode.COMPLETE)
    if query is not None:
        command += ["-bail", "-c", query]
    if sys.stdout.isatty() or sys.stderr.isatty():
        sys.exit(_shown(command))
    os.execve(command[0], command, environment())


def environment() -> dict[str, str]:
    return {name: os.environ[name] for name in VARIABLES if name in os.environ}


def _shown(command: list[str]) -> int:
    """Run the shell; what it prints reaches a terminal by way of the screen, and a file as it is."""
    with subprocess.Popen(
        command,
        env=environment(),
        stdout=subprocess.PIPE if sys.stdout.isatty() else None,
        stderr=subprocess.PIPE if sys.stderr.isatty() else None,
        text=True,
        errors="replace",
    ) as process:
        readers = [
            threading.Thread(target=pass_on, args=(pipe, stream))
            for pipe, stream in ((process.stdout, sys.stdout), (process.stderr, sys.stderr))
            if pipe is not None
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    return process.returncode


def _binary() -> Path:
    """duckdb-cli's command is a Python script around it, which would not pass signals on."""
    package = find_spec("duckdb_cli")
    if package is not None and package.origin:
        binary = Path(package.origin).parent / "duckdb"
        if binary.is_file():
            return binary
    found = shutil.which("duckdb")
    if found is None:
        raise SettingsError("DuckDB's shell is not installed: run `make setup`")
    return Path(found)
