"""`baton superset`: a bundle of what is published, at whatever address, and never with a password."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.cli.main import main
from tests.worlds.paths import CHECKOUT
from tests.worlds.superset import documents, of_kind

Superset = Callable[..., tuple[int, str]]
SECRET = "h0rse-battery"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With a contract published; the bundle asks for no more."""
    current = tmp_path / "data" / "published" / "current"
    current.mkdir(parents=True)
    (current / "baton.duckdb").touch()
    shutil.copyfile(CHECKOUT / "docs" / "contract.json", current / "contract.json")
    return tmp_path


@pytest.fixture
def superset(home: Path, capfd: pytest.CaptureFixture[str]) -> Superset:
    def superset(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main(["superset", "--home", str(home), "--out", str(home / "bundle.zip"), *arguments])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out + printed.err

    return superset


def test_it_is_of_the_published_file_by_the_link_that_follows_each_night(
    superset: Superset, home: Path
) -> None:
    code, said = superset()
    assert (code, "docs/superset.md" in said) == (0, True)
    found = documents((home / "bundle.zip").read_bytes())
    [database] = of_kind(found, "databases")
    file = home / "data" / "published" / "current" / "baton.duckdb"
    assert database["sqlalchemy_uri"] == f"duckdb:///{file}?access_mode=READ_ONLY"
    assert database["database_name"] == "Baton"
    assert {each["schema"] for each in of_kind(found, "datasets")} == {"main"}


def test_a_password_is_in_no_file_and_no_message(superset: Superset, home: Path) -> None:
    code, said = superset("--database", f"postgresql://baton:{SECRET}@db/metrics", "--name", "Team metrics")
    assert (code, "asks for the password" in said) == (0, True)
    assert SECRET not in said
    packed = (home / "bundle.zip").read_bytes()
    assert SECRET.encode() not in packed
    found = documents(packed)
    [database] = of_kind(found, "databases")
    assert database["sqlalchemy_uri"] == "postgresql://baton:XXXXXXXXXX@db/metrics"
    assert database["database_name"] == "Team metrics"
    assert {each["schema"] for each in of_kind(found, "datasets")} == {"baton"}


def test_the_tables_may_be_in_another_schema(superset: Superset, home: Path) -> None:
    superset("--database", "postgresql://baton@db/metrics", "--schema", "flow metrics")
    found = documents((home / "bundle.zip").read_bytes())
    assert {each["schema"] for each in of_kind(found, "datasets")} == {"flow metrics"}


def test_an_address_that_is_none_is_refused_without_being_said(superset: Superset, home: Path) -> None:
    code, said = superset("--database", f"mysql://baton:{SECRET}@db/metrics")
    assert (code, SECRET in said) == (2, False)
    assert "postgresql://" in said
    assert not (home / "bundle.zip").exists()


def test_nothing_published_gives_no_bundle(superset: Superset, home: Path) -> None:
    (home / "data" / "published" / "current" / "baton.duckdb").unlink()
    code, said = superset()
    assert (code, "run `baton run` first" in said) == (2, True)


def test_what_another_baton_published_is_refused_by_what_it_lacks(superset: Superset, home: Path) -> None:
    contract = home / "data" / "published" / "current" / "contract.json"
    told = json.loads(contract.read_text(encoding="utf-8"))
    del told["tables"]["handoff_week"]["columns"]["bounce_count"]
    contract.write_text(json.dumps(told), encoding="utf-8")
    code, said = superset()
    assert (code, "has no handoff_week.bounce_count" in said) == (2, True)
