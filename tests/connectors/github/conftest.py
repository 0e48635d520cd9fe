"""What tests of the GitHub connector share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worlds.github_home import Home
from tests.worlds.github_stub import GitHubStub, github_stub


@pytest.fixture
def stub() -> Iterator[GitHubStub]:
    with github_stub() as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "landing")
