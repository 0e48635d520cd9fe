"""`baton explain` and `baton export` on what a test module's `directory` has published."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.cli.main import main
from tests.pipelines.cli.explaining import Explain
from tests.pipelines.cli.exporting import Export


@pytest.fixture
def explain(directory: Path, capfd: pytest.CaptureFixture[str]) -> Explain:
    def explain(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["explain", "--home", str(directory), *arguments])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return explain


@pytest.fixture
def export(directory: Path, capfd: pytest.CaptureFixture[str]) -> Export:
    def export(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["export", *arguments, "--home", str(directory)])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return export
