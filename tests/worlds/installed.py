"""Packages that stand beside Baton's own: other versions, or other makers' programs that a test asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def installed(requirements: Path, directory: Path) -> Path:
    """A directory that an interpreter can be told to look in first. Skips where they cannot be had."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    done = subprocess.run(
        [*pip, "--require-hashes", "--no-deps", "--target", directory, "-r", requirements],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1]
        pytest.skip(f"{requirements.name} of {requirements.parent.name} cannot be installed here: {reason}")
    return directory
