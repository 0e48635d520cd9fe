"""`baton run` on the sandbox organization that plans in GitHub alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

BATON = Path(sys.executable).with_name("baton")


def run(home: Path, planner: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    environment |= {"BATON_SANDBOX": planner, "BATON_SANDBOX_TICKETS": "60"}
    command: list[str | Path] = [BATON, "run", "--home", home]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_it_needs_no_jira_counts_issues_and_has_a_home_of_its_own(tmp_path: Path) -> None:
    ran = run(tmp_path, "github")
    assert ran.returncode == 0, ran.stderr
    assert "Baton published Meridian Labs as of 2026-07-06 06:00 UTC, complete." in ran.stdout
    assert re.search(r"^github +pull requests +\d+ +\d+ +0 +0 +0 ", ran.stdout, re.MULTILINE)
    assert re.search(r"^ +issues +\d+ +\d+ +0 +0 +0 *$", ran.stdout, re.MULTILINE)
    refused = run(tmp_path, "jira")
    assert refused.returncode == 2
    assert "the sandbox organization that plans in github, of seed 7 with 60 tickets" in refused.stderr
