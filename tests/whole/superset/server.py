"""Superset in an environment of its own: set up, started on loopback, stopped."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

HERE = Path(__file__).parent
LOCK = HERE / "requirements.lock"
# Superset's first requests import most of it.
PATIENCE_SECONDS = 240
SUPPORTED = ((3, 11), (3, 12))


class NotThere(Exception):
    """Something that drawing needs is not there."""


@dataclass(frozen=True, slots=True)
class Superset:
    """`root` holds what Superset needs; all of it may be deleted."""

    root: Path
    password: str

    @property
    def bin(self) -> Path:
        return self.root / "venv" / "bin"

    @property
    def database(self) -> Path:
        """Superset's own."""
        return self.root.resolve() / "superset.db"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("BATON_", "SUPERSET_"))
        }
        return kept | {
            "FLASK_APP": "superset.app:create_app()",
            "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
            "SUPERSET_METADATA": f"sqlite:///{self.database}",
            "SUPERSET_SECRET": secrets.token_urlsafe(42),
            "SUPERSET_PASSWORD": self.password,
            "SUPERSET_HOME": str(self.root.resolve() / "home"),
        }

    def install(self) -> None:
        """By the pins of the lock, once for each of its versions."""
        stamp = self.root / "installed.lock"
        if stamp.is_file() and stamp.read_bytes() == LOCK.read_bytes():
            return
        uv = Path(sys.executable).with_name("uv")
        self.root.mkdir(exist_ok=True)
        self._do([uv, "venv", "--quiet", "--clear", "--python", python_for_superset(), self.root / "venv"])
        python = self.bin / "python"
        self._do([uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", LOCK])
        stamp.write_bytes(LOCK.read_bytes())

    def begin(self, environment: dict[str, str]) -> None:
        """A metadata database with nothing in it but the one who looks."""
        for file in self.root.glob("superset.db*"):
            file.unlink()
        (self.root / "home").mkdir(exist_ok=True)
        superset = self.bin / "superset"
        who = ["--username", "admin", "--firstname", "Baton", "--lastname", "Baton"]
        for step in (
            ["db", "upgrade"],
            ["fab", "create-admin", *who, "--email", "baton@example.org", "--password", self.password],
            ["init"],
        ):
            self._do([superset, *step], environment)
        # So that whoever reads does not keep out whoever writes.
        with closing(sqlite3.connect(self.database)) as db:
            db.execute("pragma journal_mode = wal")

    @contextmanager
    def running(self, environment: dict[str, str]) -> Iterator[str]:
        """Superset's address."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        log = self.root / "superset.log"
        with log.open("w") as output:
            server = subprocess.Popen(
                [self.bin / "superset", "run", "-h", "127.0.0.1", "-p", str(port), "--with-threads"],
                env=environment,
                cwd=self.root,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait(server, address, log)
            yield address
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()

    def _wait(self, server: subprocess.Popen[bytes], address: str, log: Path) -> None:
        for _ in range(PATIENCE_SECONDS):
            if server.poll() is not None:
                raise NotThere(f"Superset did not start: {log} says why")
            try:
                if requests.get(f"{address}/health", timeout=5).ok:
                    return
            except requests.RequestException:
                pass
            time.sleep(1)
        raise NotThere(f"Superset did not answer in {PATIENCE_SECONDS} seconds: {log} says what it did")

    def _do(self, command: list[str | Path], environment: dict[str, str] | None = None) -> None:
        done = subprocess.run(
            command, env=environment, cwd=self.root, capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
            shown = " ".join("…" if part == self.password else str(part) for part in command)
            raise NotThere(f"{shown} failed:\n{said}")


def python_for_superset() -> str:
    """This one, where Superset's pins have wheels for it; else one that uv finds."""
    return sys.executable if sys.version_info[:2] in SUPPORTED else "3.12"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
