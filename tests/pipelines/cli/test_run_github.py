"""`baton run` on the sandbox organization that plans in GitHub alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from connectors.sandbox.github_plan import plan_github
from connectors.sandbox.planner.hours import DEFAULT_CLOCK

BATON = Path(sys.executable).with_name("baton")


def run(home: Path, planner: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    environment |= {"BATON_SANDBOX": planner, "BATON_SANDBOX_TICKETS": "60"}
    command: list[str | Path] = [BATON, "run", "--home", home]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def baton(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BATON, *arguments], capture_output=True, text=True, check=True)


def planned() -> tuple[int, int]:
    """How many of the planned issues are closed at the sandbox's clock, of how many there are."""
    issues = [issue for issue in plan_github(7, 60).world.issues if issue.created_at <= DEFAULT_CLOCK]
    count = 0
    for issue in issues:
        past = [each.kind for each in issue.events if each.at <= DEFAULT_CLOCK]
        ends = [kind for kind in past if kind in ("closed", "reopened")]
        count += ends[-1:] == ["closed"] and (issue.deleted_at is None or issue.deleted_at > DEFAULT_CLOCK)
    return count, len([one for one in issues if one.deleted_at is None or one.deleted_at > DEFAULT_CLOCK])


def test_it_needs_no_jira_counts_issues_and_has_a_home_of_its_own(tmp_path: Path) -> None:
    ran = run(tmp_path, "github")
    assert ran.returncode == 0, ran.stderr
    assert "Baton published Meridian Labs as of 2026-07-06 06:00 UTC, complete." in ran.stdout
    assert re.search(r"^github +pull requests +\d+ +\d+ +0 +0 +0 ", ran.stdout, re.MULTILINE)
    assert re.search(r"^ +issues +\d+ +\d+ +0 +0 +0 *$", ran.stdout, re.MULTILINE)
    closed, there = planned()
    said = f"github: {closed} of {there} tickets are closed, and no night looks at them: references, parts"
    assert said in ran.stdout
    assert f"unwatched  {said}" in baton("status", "--home", tmp_path).stdout
    finding = "select found_count, is_doubtful from data_quality where kind = 'closed_unwatched'"
    answer = baton("sql", "--home", tmp_path, "--format", "csv", finding).stdout
    assert answer.splitlines()[-1] == f"{closed},false"
    refused = run(tmp_path, "jira")
    assert refused.returncode == 2
    assert "the sandbox organization that plans in github, of seed 7 with 60 tickets" in refused.stderr
