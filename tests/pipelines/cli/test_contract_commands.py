"""`baton describe` and `baton contract`: what the published tables and their columns are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.cli.main import main
from tests.worlds.paths import CHECKOUT

COMMITTED = CHECKOUT / "docs" / "contract.json"
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which something is published, with the contract of this checkout."""
    current = tmp_path / "data" / "published" / "current"
    current.mkdir(parents=True)
    duckdb.connect(current / "baton.duckdb").close()
    (current / "contract.json").write_bytes(COMMITTED.read_bytes())
    return tmp_path


@pytest.fixture
def baton(home: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    def baton(command: str, *arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([command, "--home", str(home), *arguments])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return baton


def test_all_tables_are_described_with_what_a_row_of_them_is(baton: Command) -> None:
    code, out, _ = baton("describe")
    names = [line.split()[0] for line in out.splitlines() if line and not line.startswith(" ")]
    assert (code, names[0]) == (0, "table")
    assert names[1:] == list(json.loads(COMMITTED.read_text())["tables"])


def test_a_table_is_described_with_its_key_types_units_and_what_adds_up(baton: Command) -> None:
    code, out, _ = baton("describe", "handoff_week")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert code == 0
    assert any(line.endswith("Key: week_starts_on, from_team, to_team, kind.") for line in lines)
    assert any(line.startswith("handoff_count BIGINT count teams, weeks ") for line in lines)
    assert "from_team: team_id of team" in lines


def test_a_description_is_data_on_demand(baton: Command) -> None:
    _, out, _ = baton("describe", "team", "--json")
    assert json.loads(out) == json.loads(COMMITTED.read_text())["tables"]["team"]


def test_a_table_that_is_not_there_is_refused_with_the_one_that_was_meant(baton: Command) -> None:
    assert baton("describe", "handof") == (2, "", "baton: no table is called handof: did you mean handoff?\n")


def test_the_contract_is_printed_and_written(baton: Command, tmp_path: Path) -> None:
    _, out, _ = baton("contract")
    assert json.loads(out) == json.loads(COMMITTED.read_text())
    stale = tmp_path / "docs" / "tables" / "gone.md"
    stale.parent.mkdir(parents=True)
    stale.write_text("# gone")
    code, _, _ = baton("contract", "--write", str(tmp_path / "docs"))
    written = {path.relative_to(tmp_path / "docs") for path in (tmp_path / "docs").rglob("*.*")}
    pages = {path.relative_to(COMMITTED.parent) for path in (COMMITTED.parent / "tables").glob("*.md")}
    assert (code, written) == (0, {*pages, Path("contract.json")})


def test_what_an_older_baton_published_has_no_contract_yet(baton: Command, home: Path) -> None:
    (home / "data" / "published" / "current" / "contract.json").unlink()
    code, _, err = baton("describe")
    assert (code, "`baton run` publishes one" in err) == (2, True)
