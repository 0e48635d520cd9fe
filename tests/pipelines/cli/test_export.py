"""`baton export` on the worked example: the same history in the formats of other tools."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest

from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.pipelines.cli.exporting import Export, Json, attributes, named, related
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.night import Home
from tests.worlds.paths import CHECKOUT

SCHEMA = json.loads((CHECKOUT / "tests" / "worlds" / "ocel20_schema.json").read_text(encoding="utf-8"))
STAGES = ["Created", "Started", "Done"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("export"))
    with serve(golden_world(), AS_OF) as sandbox:
        home.run(sandbox, golden_organization())
    yield home


@pytest.fixture
def directory(home: Home) -> Path:
    return home.data.parent


def tickets(export: Export, *arguments: str) -> dict[str, dict[str, str]]:
    code, out, err = export("actionable-agile", *arguments)
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert err == f"Wrote {len(rows)} tickets, as of 2025-04-04 16:00:00 UTC.\n"
    return {row["ID"]: row for row in rows}


def log(export: Export, *arguments: str) -> Json:
    code, out, err = export("ocel", *arguments)
    assert (code, err.startswith("Wrote ")) == (0, True)
    return dict(json.loads(out))


def test_a_ticket_has_the_dates_of_its_steps_by_the_organizations_clocks(export: Export) -> None:
    row = tickets(export)["DATA-1"]
    assert [row[stage] for stage in STAGES] == ["2025-03-05", "2025-03-11", "2025-03-13"]
    assert (row["Team"], row["Requesting team"], row["Handoffs"]) == ("DATA", "ML", "3")
    assert row["Link"].endswith("/browse/DATA-1")


def test_the_columns_are_an_id_a_link_the_steps_and_then_what_to_filter_by(export: Export) -> None:
    columns = list(tickets(export)["DATA-1"])
    assert columns[:5] == ["ID", "Link", *STAGES]
    assert all(column.replace(" ", "").isalpha() for column in columns)


def test_what_is_done_is_what_counts_as_done_and_what_is_open_has_no_date_for_it(export: Export) -> None:
    """Cancelled tickets would count as throughput there: they are left out."""
    found = tickets(export)
    done = {key for key, row in found.items() if row["Done"]}
    assert done == {"TRI-1", "ML-1", "DATA-1", "PROD-2", "ML-3", "PROD-3", "DATA-3"}
    assert set(found) - done == {"ML-2"}


def test_steps_come_one_after_the_other_and_none_is_skipped(export: Export) -> None:
    for row in tickets(export).values():
        dates = [date.fromisoformat(row[stage]) for stage in STAGES if row[stage]]
        assert dates == sorted(dates)
        assert [bool(row[stage]) for stage in STAGES] == sorted((bool(row[s]) for s in STAGES), reverse=True)


@pytest.mark.parametrize("name", ["ML", "ml"])
def test_one_team_has_its_own_tickets(export: Export, name: str) -> None:
    assert set(tickets(export, "--team", name)) == {"TRI-1", "ML-1"}


def test_the_event_log_keeps_the_standards_schema(export: Export) -> None:
    errors = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).iter_errors(
        log(export)
    )
    assert list(errors) == []


@pytest.mark.parametrize("arguments", [(), ("--team", "DATA")])
def test_the_event_log_names_only_what_it_has_and_declares(
    export: Export, arguments: tuple[str, ...]
) -> None:
    found = log(export, *arguments)
    ids = [one["id"] for one in found["objects"]]
    assert len(set(ids)) == len(ids) > 10
    events = [one["id"] for one in found["events"]]
    assert len(set(events)) == len(events) > 20
    for kind in ("object", "event"):
        declared = {
            one["name"]: {attribute["name"]: attribute["type"] for attribute in one["attributes"]}
            for one in found[f"{kind}Types"]
        }
        for one in found[f"{kind}s"]:
            assert {way["objectId"] for way in one["relationships"]} <= set(ids)
            assert set(attributes(one)) <= set(declared[one["type"]])
            assert {declared[one["type"]][name] for name in attributes(one)} <= {"string"}
    assert all(one["relationships"] for one in found["events"])
    assert all(datetime.fromisoformat(one["time"]) <= AS_OF for one in found["events"])


def test_the_events_of_a_ticket_are_those_of_the_example(export: Export) -> None:
    """ML asks DATA, DATA asks back, ML answers, DATA begins and delivers."""
    found = log(export)
    ticket = named(found, "DATA-1")["id"]
    told = sorted(
        (one["time"][5:16], one["type"])
        for one in found["events"]
        if ticket in {way["objectId"] for way in one["relationships"]}
    )
    assert told == sorted(
        [
            ("03-05T15:00", "create ticket"),
            ("03-05T15:00", "release handoff"),
            ("03-06T10:00", "pick up handoff"),
            ("03-06T10:30", "change owner"),
            ("03-06T10:30", "release handoff"),
            ("03-06T19:30", "pick up handoff"),
            ("03-06T20:00", "change owner"),
            ("03-06T20:00", "release handoff"),
            ("03-11T09:30", "pick up handoff"),
            ("03-11T09:30", "start handoff"),
            ("03-11T09:30", "start ticket"),
            ("03-13T16:00", "close ticket"),
        ]
    )


def test_what_hangs_together_hangs_together_in_the_event_log(export: Export) -> None:
    found = log(export)
    root = named(found, "ML-1")["id"]
    assert related(named(found, "DATA-1"), "part of its chain") == [root]
    reviewed = named(found, "PROD-3")["id"]
    assert [one["type"] for one in found["objects"] if reviewed in related(one, "for")] == ["pull request"]


def test_every_handoff_and_merge_is_an_event(export: Export, home: Home) -> None:
    types = [one["type"] for one in log(export)["events"]]
    assert types.count("release handoff") == home.sql("select count(*) from handoff")[0][0] == 10
    merged = home.sql("select count(*) from pull_request where merged_at is not null")[0][0]
    assert types.count("merge pull request") == merged == 2


def test_one_teams_log_has_what_it_had_a_part_in(export: Export) -> None:
    """DATA never had PROD-3, which only PLAT reviewed; it was asked for DATA-1, and ML-2 was given to it."""
    found = log(export, "--team", "DATA")
    keys = {attributes(one).get("key") for one in found["objects"]}
    assert {"DATA-1", "DATA-2", "DATA-3", "ML-2"} <= keys
    assert "PROD-3" not in keys


def test_nobody_is_named(export: Export) -> None:
    people = golden_world().people
    for command in ("ocel", "actionable-agile"):
        _, out, _ = export(command)
        for person in people:
            assert person.email not in out
            assert not person.account_id or person.account_id not in out


def test_a_file_is_what_stdout_is_and_replaces_what_was_there(export: Export, tmp_path: Path) -> None:
    _, shown, _ = export("actionable-agile")
    file = tmp_path / "flow.csv"
    file.write_text("of yesterday", encoding="utf-8")
    code, out, err = export("actionable-agile", "--out", str(file))
    assert (code, out, err.startswith(f"Wrote 8 tickets to {file}, as of ")) == (0, "", True)
    assert file.read_bytes().decode() == shown
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("command", ["ocel", "actionable-agile"])
def test_a_team_that_nobody_knows_writes_nothing(export: Export, tmp_path: Path, command: str) -> None:
    file = tmp_path / "out"
    code, out, err = export(command, "--team", "DATTA", "--out", str(file))
    assert (code, out, file.exists()) == (2, "", False)
    assert "no team is called 'DATTA'; did you mean 'DATA'?" in err
    assert "teams: DATA, ML, PLAT, PROD" in err


def test_before_anything_is_published_there_is_nothing_to_export(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["export", "ocel", "--home", str(tmp_path)])
    assert end.value.code == 2
    assert "run `baton run` first" in capfd.readouterr().err


def test_another_makers_reader_reads_it(export: Export, tmp_path: Path) -> None:
    """It leaves out objects of which no event tells, and the second way in which an event tells of one."""
    pm4py = pytest.importorskip("pm4py", reason="pm4py reads OCEL 2.0, and no part of Baton needs it")
    file = tmp_path / "log.json"
    export("ocel", "--out", str(file))
    written = json.loads(file.read_text(encoding="utf-8"))
    read = pm4py.read_ocel2_json(str(file))
    ways = {(one["id"], way["objectId"]) for one in written["events"] for way in one["relationships"]}
    assert len(read.events) == len(written["events"])
    assert set(read.objects["ocel:oid"]) == {name for _, name in ways}
    assert set(zip(read.relations["ocel:eid"], read.relations["ocel:oid"], strict=True)) == ways
    assert len(read.o2o) == sum(len(one["relationships"]) for one in written["objects"])
