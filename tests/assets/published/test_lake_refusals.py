"""What keeps a lake as it was, and in which words; and what is kept of its past."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from assets.published.lake import extensions, history
from assets.published.lake.connection import LakeNotTidied, LakeNotWritten
from assets.published.lake.sending import look, send
from assets.published.targets import LakeTarget, StoreAccess
from connectors.places import Places
from tests.worlds.lakes import change, read
from tests.worlds.publications import Handmade, Publications

TABLES = {"queue": Handmade("select 'a' as team_id, 1::bigint as open_count", ["team_id"])}


@pytest.fixture
def lake(tmp_path: Path) -> LakeTarget:
    return LakeTarget(
        "baton", f"{tmp_path}/lake/data", "BATON_LAKE", f"sqlite:{tmp_path}/lake/catalog.sqlite"
    )


def night(home: Publications, day: int) -> Places:
    rows = f"select 'a' as team_id, {day}::bigint as open_count"
    return home.publish(f"2025-06-{day}", {"queue": Handmade(rows, ["team_id"])})


def catalog_says(lake: LakeTarget, statement: str) -> None:
    with sqlite3.connect(lake.catalog.removeprefix("sqlite:")) as catalog:
        catalog.execute(statement)


@pytest.mark.parametrize(
    ("happening", "words"),
    [
        (
            lambda lake: change(lake, "update lake.baton.baton_publication set organization = 'Other'"),
            "it has the tables of 'Other', and this is 'Handmade': name another schema, or, if only the name "
            "is new, say so there: update baton.baton_publication set organization = 'Handmade'",
        ),
        (
            lambda lake: change(lake, "update lake.baton.baton_publication set format = 2"),
            "what is there has format 2, and 1 is the newest that this Baton knows: update the checkout to "
            "the version that wrote it, and `make setup`",
        ),
        (
            lambda lake: change(lake, "create table lake.baton.team as select 1 as mine"),
            "baton.team is there already and is not Baton's: name another schema",
        ),
        (
            lambda lake: change(lake, "create view lake.baton.team as select 1 as mine"),
            "baton.team is there already and is not Baton's: name another schema",
        ),
        (
            lambda lake: catalog_says(
                lake, "update ducklake_metadata set value = '9.1' where key = 'version'"
            ),
            "its catalog has DuckLake's format 9.1, and 1.0 is the newest that this Baton knows: update the "
            "checkout to the version that wrote it, and `make setup`",
        ),
        (
            lambda lake: catalog_says(
                lake, "update ducklake_metadata set value = '0.3' where key = 'version'"
            ),
            "its catalog has DuckLake's format 0.3, and this Baton writes 1.0: when all of its readers know "
            "that, attach it once with AUTOMATIC_MIGRATION",
        ),
    ],
)
def test_what_is_there_already_is_refused_by_name_and_left_alone(
    home: Publications, lake: LakeTarget, happening: Callable[[LakeTarget], None], words: str
) -> None:
    send(night(home, 18), lake)
    happening(lake)
    places = home.publish("2025-06-19", {**TABLES, "team": Handmade("select 'a' as team_id", ["team_id"])})
    with pytest.raises(LakeNotWritten) as error:
        send(places, lake)
    assert str(error.value).splitlines() == [
        f"the lake (BATON_LAKE, schema baton) keeps what it had: {words}",
        "the next night sends it what is published then, `baton publish --to lake` what is now",
    ]
    catalog_says(lake, "update ducklake_metadata set value = '1.0' where key = 'version'")
    assert read(lake, "from queue") == [("a", 18)]


def test_a_newer_lake_is_refused_by_a_look_too(home: Publications, lake: LakeTarget) -> None:
    send(night(home, 18), lake)
    change(lake, "update lake.baton.baton_publication set format = 2")
    with pytest.raises(LakeNotWritten, match="what is there has format 2, and 1 is the newest"):
        look(lake)


def test_files_of_others_are_no_place_for_a_new_lake(home: Publications, lake: LakeTarget) -> None:
    send(night(home, 18), lake)
    other = replace(lake, catalog=lake.catalog.replace("catalog", "other"))
    with pytest.raises(LakeNotWritten, match=r"the catalog has no lake yet, and .*/data is not empty"):
        send(home.places, other)
    moved = replace(lake, data=f"{lake.data}-elsewhere")
    with pytest.raises(LakeNotWritten, match="its files are elsewhere than the organization file says"):
        send(home.places, moved)


@pytest.mark.parametrize(
    ("catalog", "reason"),
    [
        ("postgresql://owner:s3cret%40x@127.0.0.1:1/postgres", "Connection refused"),
        ("postgresql://owner@nowhere.invalid/postgres?password=s3cret%40x", "could not translate host name"),
    ],
)
def test_a_catalog_that_does_not_answer_is_told_of_without_the_password(
    home: Publications, lake: LakeTarget, catalog: str, reason: str
) -> None:
    target = replace(lake, catalog=catalog)
    with pytest.raises(LakeNotWritten, match=reason) as error:
        send(night(home, 18), target)
    assert not any(secret in str(error.value) for secret in ("s3cret", "owner:", "postgresql://"))
    assert "s3cret" not in repr(target)


def test_a_store_that_does_not_answer_is_told_of_without_the_key(
    home: Publications, lake: LakeTarget
) -> None:
    access = StoreAccess("us-east-1", "http://127.0.0.1:1", "AKIA", "st0re-s3cret", "t0ken")
    target = replace(lake, data="s3://lake/data", access=access)
    with pytest.raises(LakeNotWritten) as error:
        send(night(home, 18), target)
    assert not any(secret in str(error.value) + repr(target) for secret in ("st0re-s3cret", "t0ken"))


def test_an_extension_that_is_not_installed_is_named_with_what_installs_it(
    home: Publications, lake: LakeTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "find_spec", lambda name: None)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(LakeNotWritten) as error:
        send(night(home, 18), lake)
    assert (
        f"DuckDB's extension ducklake for version {duckdb.__version__} is not installed: `make setup`, or "
        "pip install -e '.[lake]'"
    ) in str(error.value)


@pytest.mark.parametrize(("kind", "ahead"), [("sqlite", 2 * 24 * 3600), ("duckdb", 1)])
def test_so_many_snapshots_are_kept_and_files_go_when_readers_are_through(
    home: Publications, lake: LakeTarget, kind: str, ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file within the hour; DuckLake errs by a day where the catalog is SQLite's."""
    lake = replace(lake, catalog=lake.catalog.replace("sqlite:", f"{kind}:"))
    kept = "select commit_message from lake.snapshots() where author is not null order by snapshot_id"

    def nights(*days: int) -> list[str]:
        for day in days:
            send(replace(night(home, day), kept_snapshots=2), lake)
        return [message for (message,) in read(lake, kept)]

    def files() -> int:
        return len(list(Path(lake.data).glob("baton/queue/*")))

    nights(11)
    # Somebody else's are nobody's business but theirs.
    change(
        lake,
        "begin",
        "create table lake.main.mine as select 1 as n",
        "call lake.set_commit_message('baton', 'mine')",
        "commit",
    )
    assert nights(12, 13, 14) == ["mine", "2025-06-13", "2025-06-14"]
    assert files() == 4
    monkeypatch.setattr(history, "READERS_TAKE", -ahead)
    assert nights(15) == ["mine", "2025-06-14", "2025-06-15"]
    # Those of the nights that are kept, and what was there when somebody else wrote.
    assert files() == 3
    assert read(lake, "from lake.main.mine") == [(1,)]


def test_files_that_a_dead_writer_left_go_but_none_where_somebody_else_has_some(
    home: Publications, lake: LakeTarget
) -> None:
    send(night(home, 11), lake)
    left, foreign = Path(lake.data, "baton/queue/left.parquet"), Path(lake.data, "holiday.parquet")
    for file in (left, foreign):
        file.write_bytes(b"PAR1")
        os.utime(file, (1, 1))
    send(night(home, 12), lake)
    assert left.exists()
    foreign.rename(lake.data + ".parquet")
    send(night(home, 13), lake)
    assert not left.exists()
    assert read(lake, "from queue") == [("a", 13)]


def test_old_files_that_cannot_go_are_told_of_beside_a_publication_that_is_there(
    home: Publications, lake: LakeTarget
) -> None:
    """The catalog's list of them is damaged."""
    send(night(home, 11), lake)
    catalog_says(lake, "drop table ducklake_files_scheduled_for_deletion")
    with pytest.raises(LakeNotTidied) as error:
        send(night(home, 12), lake)
    first, last = str(error.value).splitlines()
    assert first.startswith("the lake (BATON_LAKE, schema baton) has the publication, and old files: ")
    assert last == "the next publication that goes there takes them away"
    assert read(lake, "from queue") == [("a", 12)]
