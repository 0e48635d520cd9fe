"""`baton explain` on what a test module's `directory` has published."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.cli.main import main
from tests.pipelines.cli.explaining import Explain


@pytest.fixture
def explain(directory: Path, capfd: pytest.CaptureFixture[str]) -> Explain:
    def explain(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["explain", "--home", str(directory), *arguments])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return explain
