"""Names that would be formulas in a spreadsheet, cells of their own, or commands to a terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from connectors.sandbox.server.server import serve
from pipelines.cli.export_actionable_agile import cell
from tests.pipelines.cli.exporting import Export, attributes
from tests.worlds.night import Home
from tests.worlds.story import MEMBERS, Story, june, organization_document

TYPE = '=HYPERLINK("http://x","y")'
TEAM = "@Ops, \u202eand \x7fco"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    story = Story()
    story.world.ticket_types = [TYPE]
    story.ticket("2 10:00", "ann", "ALP").ticket.type = TYPE
    document = organization_document(MEMBERS)
    document["teams"][0]["name"] = TEAM
    home = Home(tmp_path_factory.mktemp("hostile"))
    with serve(story.world, june("27 16:00")) as sandbox:
        home.run(sandbox, yaml.safe_dump(document, sort_keys=False))
    yield home.data.parent


def test_a_name_is_no_formula_and_one_cell(export: Export) -> None:
    _, out, _ = export("actionable-agile")
    [row] = csv.DictReader(io.StringIO(out, newline=""))
    assert row["Type"] == '\'=HYPERLINK("http://x";"y")'
    assert row["Team"] == r"'@Ops; \u202eand \u007fco"
    assert not {"\x7f", "\u202e"} & set(out)


def test_a_name_steers_nothing_in_the_event_log_and_is_kept_as_it_is(export: Export) -> None:
    _, out, _ = export("ocel")
    assert out.isascii()
    assert not {"\x7f", "\x1b"} & set(out)
    objects = json.loads(out)["objects"]
    assert {attributes(one).get("type") for one in objects if one["type"] == "ticket"} == {TYPE}
    assert TEAM in {attributes(one)["name"] for one in objects if one["type"] == "team"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_whatever_a_spreadsheet_computes_is_text(sign: str) -> None:
    assert cell(f"{sign}1") == f"'{sign}1"


def test_a_cell_is_one_line_and_has_no_comma() -> None:
    assert cell("a,b\nc") == "a;b c"
    assert (cell(None), cell(3), cell(2.5)) == ("", "3", "2.5")
