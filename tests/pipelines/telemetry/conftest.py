"""`baton run` with a stand-in for the job, and those who are told of it on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli import in_process_run
from pipelines.cli.main import main
from tests.worlds.collecting import Listener, listening
from tests.worlds.empty_publication import publish_empty
from tests.worlds.example import ENVIRONMENT, TEXT
from tests.worlds.standins import building


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    publish_empty(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)

    def run(*arguments: str, text: str = TEXT, **standin: Any) -> Ended:
        organization = tmp_path / "organization.yaml"
        organization.write_text(text)
        monkeypatch.setattr(in_process_run, "build", building(tmp_path, **standin))
        with pytest.raises(SystemExit) as end:
            main(["run", "--organization", str(organization), "--home", str(tmp_path), *arguments])
        printed = capfd.readouterr()
        return Ended(int(end.value.code or 0), printed.out, printed.err)

    return run
