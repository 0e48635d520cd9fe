"""What a night of a small sandbox publishes, for all engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.demo import first_night_of


@pytest.fixture(scope="package")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_night_of(tmp_path_factory, tickets=600)[0] / "data" / "published" / "current"
