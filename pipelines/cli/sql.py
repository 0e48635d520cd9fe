"""SQL on what is published: tables and the prompt by DuckDB's own shell, data by Python.

Both read that one file and nothing else of the machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from assets.published.kept import published_format
from connectors.formats import PUBLISHED, refuse_newer
from connectors.places import Places
from pipelines.cli.banner import banner
from pipelines.cli.guarded import VARIABLES, Query, answer, check, forget_environment, guarded
from pipelines.cli.screen import pass_on, say
from pipelines.exit_codes import ExitCode
from pipelines.settings import Settings, SettingsError

# Safe mode locks the configuration, and refuses every other file, extension, variable and program.
READS_ONLY = ("-readonly", "-safe", "-no-init")
# What Linux takes as one word of a command line.
LONGEST_TEXT = 128_000


def published_file(settings: Settings) -> Path:
    """The newest publication's file, by its own path: `current` may come to mean another one at any moment.

    Raises SettingsError where nothing has been published, or no what-if under the name that is asked for, and
    NewerFormat where a newer Baton published it.
    """
    places = settings.places
    if settings.what_if is not None and settings.what_if not in what_ifs(places):
        known = ", ".join(what_ifs(places)) or "none"
        raise SettingsError(f"no what-if is published as {settings.what_if!r}: there are {known}")
    file = published_directory(settings).resolve() / places.published_database.name
    if not file.is_file():
        raise SettingsError(f"nothing is published in {places.published} yet: run `baton run` first")
    refuse_newer(file.parent, published_format(file.parent), PUBLISHED, "publish anew with this one")
    return file


def published_directory(settings: Settings) -> Path:
    """What is read, by a path that goes on to mean what is newest."""
    places = settings.places
    return places.current if settings.what_if is None else places.what_ifs / settings.what_if


def what_ifs(places: Places) -> list[str]:
    """The names under which what-ifs are published."""
    return sorted(path.name for path in places.what_ifs.glob("*") if path.suffix != ".tmp")


def prompt_or_stdin(settings: Settings, parameters: Mapping[str, str]) -> Query:
    """What a file or a program hands over; at a terminal there is a prompt, which does not come back."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Query(sys.stdin.read(), "stdin", parameters)
    from pipelines.cli.prompt import prompt

    file = published_file(settings)
    command = _shell(file, Query("", parameters=parameters))
    _introduce(file, "")
    prompt(command, _environment())
    sys.exit(ExitCode.COMPLETE)


def respond(settings: Settings, query: Query, form: str | None, out: Path | None) -> None:
    """Answer in the form that was asked for. A table is the shell's, which ends this process."""
    from pipelines.cli.answer_formats import format_of, write

    form = format_of(form, out)
    file = published_file(settings)
    forget_environment()
    _introduce(file, query.text, is_always=settings.what_if is not None)
    with guarded(file) as db:
        if form != "table":
            write(answer(db, query), form, out)
            return
        if not query.text.startswith("."):
            check(db, query)
    _answer_with_table(file, query)


def _introduce(file: Path, text: str, is_always: bool = False) -> None:
    """To a terminal alone, or of a what-if: pipes and files hold the answer and nothing else."""
    if is_always or (sys.stdout.isatty() and sys.stderr.isatty()):
        for line in banner(file, text):
            say(line, is_error=True)


def _answer_with_table(file: Path, query: Query) -> NoReturn:
    if len(query.text.encode()) > LONGEST_TEXT:
        raise SettingsError(f"{query.origin} is too long for a table: ask with --format csv")
    command = [*_shell(file, query), "-bail", "-c", query.text]
    if sys.stdout.isatty() or sys.stderr.isatty():
        sys.exit(_shown(command))
    os.execve(command[0], command, _environment())


def _shell(file: Path, query: Query) -> list[str]:
    command = [str(_binary()), *READS_ONLY, str(file)]
    for setting in query.settings:
        command += ["-cmd", setting]
    if sys.stdout.isatty():
        # Behind a pipe the shell does not see how wide the terminal is.
        command += ["-cmd", f".maxwidth {shutil.get_terminal_size().columns}"]
    return command


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in VARIABLES if name in os.environ}


def _shown(command: list[str]) -> int:
    """Run the shell; what it prints reaches a terminal by way of the screen, and a file as it is."""
    with subprocess.Popen(
        command,
        env=_environment(),
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
