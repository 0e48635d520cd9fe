"""What the tests of a whole night share: the worker that asks first makes it, the others wait."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest


def first_night_of(factory: pytest.TempPathFactory, tickets: int | None = None) -> tuple[Path, str]:
    """The first night of the sandbox, of its 6,000 tickets if not said: its home, and what the run said."""
    base = factory.getbasetemp()
    # Each worker has a directory of its own in that of them all.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / f"demo-{tickets or 'whole'}"
    said = home.with_suffix(".txt")
    with home.with_suffix(".lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(_run(home, tickets), encoding="utf-8")
    return home, said.read_text(encoding="utf-8")


def _run(home: Path, tickets: int | None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    if tickets:
        environment["BATON_SANDBOX_TICKETS"] = str(tickets)
    baton = Path(sys.executable).with_name("baton")
    run: list[str | Path] = [baton, "run", "--home", home]
    return subprocess.run(run, capture_output=True, text=True, env=environment, check=True).stdout
