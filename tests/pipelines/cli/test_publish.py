"""`baton publish --rollback` and `baton path`: which publication is current, and how long it is there."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets.published.kept import READERS_TAKE, forget_old, make_current, point
from connectors.places import Places
from connectors.sandbox.server.server import serve
from connectors.warehouse import Warehouse
from pipelines.cli.main import main
from pipelines.settings import read_settings
from tests.worlds.night import Home
from tests.worlds.story import Story, june, organization_text

Publish = Callable[..., tuple[int, str, str]]
NIGHTS = ("18 06:00", "19 06:00", "20 06:00")


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("nights")
    for night in NIGHTS:
        run(Home(directory), night)
    return directory


@pytest.fixture
def home(three_nights: Path, tmp_path: Path) -> Home:
    """Three nights, of which the newest is current."""
    shutil.copytree(three_nights, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Home(tmp_path)


def run(home: Home, night: str) -> None:
    story = Story()
    story.ticket("2 10:00", "ann", "ALP")
    with serve(story.world, june(night)) as sandbox:
        home.run(sandbox, organization_text())


@pytest.fixture
def publish(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Publish:
    def publish(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["publish", *arguments, "--home", str(tmp_path)])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return publish


def published(home: Home) -> tuple[datetime, datetime]:
    """As of when what readers see is: by the file, and by the note beside it."""
    places = Places(home.data)
    note = json.loads(places.publish_info.read_text(encoding="utf-8"))["as_of"]
    with duckdb.connect(places.published_database, read_only=True) as db:
        [(as_of,)] = db.execute("select as_of from publish_info").fetchall()
    return as_of, datetime.fromisoformat(note).replace(tzinfo=None)


def night(text: str) -> tuple[datetime, datetime]:
    moment = june(text).replace(tzinfo=None)
    return moment, moment


def test_the_night_before_is_current_again(home: Home, publish: Publish) -> None:
    assert published(home) == night("20 06:00")
    code, out, err = publish("--rollback")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith("current is the publication of 2025-06-19T06:00:00Z again.")
    assert out.splitlines()[1].startswith("That of 2025-06-20T06:00:00Z is kept in ")
    assert Path(out.split()[-1].rstrip(".")).is_dir()
    assert published(home) == night("19 06:00")


def test_again_it_is_the_night_before_that_until_there_is_none(home: Home, publish: Publish) -> None:
    assert [publish("--rollback")[0] for _ in range(2)] == [0, 0]
    assert published(home) == night("18 06:00")
    code, out, err = publish("--rollback")
    assert (code, out) == (2, "")
    assert "no complete publication before that of 2025-06-18T06:00:00Z is kept in" in err
    assert "BATON_KEPT_SNAPSHOTS" in err
    assert published(home) == night("18 06:00")


def test_an_incomplete_night_and_a_draft_are_passed_over(home: Home, publish: Publish) -> None:
    places = Places(home.data)
    _, middle, _ = sorted(places.snapshots.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    times = (middle.stat().st_atime_ns, middle.stat().st_mtime_ns)
    note = middle / "publish_info.json"
    info = json.loads(note.read_text(encoding="utf-8")) | {"is_complete": False}
    note.chmod(0o644)
    note.write_text(json.dumps(info), encoding="utf-8")
    draft = places.snapshots / "begun.tmp"
    draft.mkdir()
    for path in (middle, draft):
        os.utime(path, ns=times)
    assert publish("--rollback")[0] == 0
    assert published(home) == night("18 06:00")


def test_the_next_night_publishes_forward(home: Home, publish: Publish) -> None:
    publish("--rollback")
    run(home, "21 06:00")
    assert published(home) == night("21 06:00")


def test_what_was_taken_back_is_never_returned_to(home: Home, publish: Publish) -> None:
    """The 20th was taken back: from the 21st on it is passed over."""
    publish("--rollback")
    run(home, "21 06:00")
    assert publish("--rollback")[0] == 0
    assert published(home) == night("19 06:00")


def test_a_run_that_is_under_way_is_not_overtaken(home: Home, publish: Publish) -> None:
    with Warehouse(Places(home.data)).hold("tonight's run"):
        code, out, err = publish("--rollback")
    assert (code, out) == (4, "")
    assert "is held by tonight's run" in err
    assert published(home) == night("20 06:00")


def test_before_anything_is_published_there_is_nothing_to_take_back(publish: Publish, tmp_path: Path) -> None:
    code, _, err = publish("--rollback")
    assert (code, "run `baton run` first" in err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_publishing_by_itself_is_what_a_run_does(publish: Publish) -> None:
    code, _, err = publish()
    assert (code, "`baton run` is what publishes" in err) == (2, True)


@pytest.mark.parametrize(
    ("kept", "left"), [("2", ["4", "5"]), ("1", ["5"]), ("0", ["1", "2", "3", "4", "5"])]
)
def test_as_many_publications_are_kept_as_somebody_says(tmp_path: Path, kept: str, left: list[str]) -> None:
    for name in ("1", "2", "3", "4", "5"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (int(name), int(name)))
    places = read_settings({"BATON_KEPT_SNAPSHOTS": kept}).places
    forget_old(tmp_path, tmp_path / "5", places.kept_snapshots)
    assert sorted(path.name for path in tmp_path.iterdir()) == left


@pytest.fixture
def often(tmp_path: Path) -> Places:
    """Of four publications one is to be kept; the last two are younger than the time that readers take."""
    places = Places(tmp_path / "data", kept_snapshots=1)
    now = time.time()
    for name, age in (("1", 3 * READERS_TAKE), ("2", 2 * READERS_TAKE), ("3", 60), ("4", 0)):
        snapshot = places.snapshots / name
        snapshot.mkdir(parents=True)
        os.utime(snapshot, (now - age, now - age))
    return places


def kept(places: Places) -> list[str]:
    return sorted(path.name for path in places.snapshots.iterdir())


def test_what_was_current_within_the_hour_is_kept_for_whoever_reads_it(often: Places) -> None:
    point(often.current, often.snapshots / "3")
    make_current(often, often.snapshots / "4")
    assert often.current.resolve().name == "4"
    # The second was current until a minute ago, when the third was published.
    assert kept(often) == ["2", "3", "4"]


def test_what_a_rollback_had_made_current_is_kept_when_it_is_left(often: Places) -> None:
    point(often.current, often.snapshots / "1")
    make_current(often, often.snapshots / "4")
    assert kept(often) == ["1", "2", "3", "4"]


def test_a_path_goes_on_to_mean_the_publication_that_it_was_asked_for(
    home: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    def path() -> Path:
        with pytest.raises(SystemExit) as end:
            main(["path", "--home", str(home.data.parent)])
        assert end.value.code == 0
        return Path(capfd.readouterr().out.rstrip("\n"))

    before = path()
    assert before.parent == Places(home.data).snapshots.resolve()
    run(home, "21 06:00")
    assert path() != before
    with duckdb.connect(before / "baton.duckdb", read_only=True) as db:
        [(file,)] = db.execute("select as_of from publish_info").fetchall()
    [(parquet,)] = duckdb.sql(f"select as_of from '{before}/publish_info.parquet'").fetchall()
    assert (file, parquet) == night("20 06:00")


def test_before_anything_is_published_there_is_no_path(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["path", "--home", str(tmp_path)])
    printed = capfd.readouterr()
    assert (end.value.code, printed.out) == (2, "")
    assert "run `baton run` first" in printed.err
