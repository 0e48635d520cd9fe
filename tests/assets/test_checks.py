"""A check is a query that must find nothing, in a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.checks.asset_checks import checks, read_check
from assets.table import tables

HEAD = "-- Things are few.\n-- and small.\n-- asset: core.thing\n-- blocking: yes\n"


def test_a_check_is_named_after_its_file_and_says_what_must_hold(tmp_path: Path) -> None:
    file = tmp_path / "things_are_few.sql"
    file.write_text(HEAD + "select 1 from core.thing\n")
    [spec] = read_check(file).check_specs
    assert (spec.name, spec.asset_key.path, spec.blocking) == ("things_are_few", ["core", "thing"], True)
    assert spec.description == "Things are few. and small."


@pytest.mark.parametrize(
    "line", ["-- asset: core.thing\n", "-- blocking: yes\n", "-- Things are few.\n-- and small.\n"]
)
def test_a_check_without_one_of_its_lines_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "things_are_few.sql"
    file.write_text(HEAD.replace(line, "") + "select 1 from core.thing\n")
    with pytest.raises(ValueError, match=r"things_are_few.sql: its head ends in"):
        read_check(file)


def test_every_check_is_of_a_table_that_is_there() -> None:
    known = {table.path for schema in ("core", "flow", "marts") for table in tables(schema)}
    assert {tuple(spec.asset_key.path) for check in checks for spec in check.check_specs} <= known
