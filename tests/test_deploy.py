"""What `deploy/` brings along is what systemd, cron and Compose take, and starts commands that are there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.worlds.paths import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
INSTALLED = "/opt/baton/.venv/bin"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def commands() -> list[str]:
    """Every command line below deploy/ that starts something that `make setup` installed."""
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))
    lines = [shlex.join(service["command"]) for service in compose["services"].values()]
    for file in [*UNITS, DEPLOY / "crontab"]:
        lines += re.findall(rf"{INSTALLED}/(.+)", file.read_text(encoding="utf-8"))
    return lines


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    # It looks whether what a unit starts is there.
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(INSTALLED, str(Path(sys.executable).parent))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "baton" in line]
    assert (done.returncode, ours) == (0, [])


@cache
def help_of(program: str, *subcommand: str) -> str:
    return subprocess.run(
        [Path(sys.executable).with_name(program), *subcommand, "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("command", commands())
def test_what_is_started_knows_its_options(command: str) -> None:
    program, *given = shlex.split(command)
    text = help_of(program, *(word for word in given[:1] if not word.startswith("-")))
    for option in (word for word in given if re.fullmatch(r"--?[a-z-]+", word)):
        assert re.search(rf"(^|[\s,/]){option}\b", text), (command, option)


def test_each_unit_the_crontab_and_each_service_start_something() -> None:
    assert len(commands()) == 7
