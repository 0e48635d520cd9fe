"""`baton prune`: says what is superseded and older than it is to be kept, and drops it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from connectors.landing.landing import Landing
from connectors.landing.streams import DROPPABLE
from connectors.landing.walk import Record
from connectors.places import Places
from connectors.warehouse import Warehouse
from pipelines.cli.main import main
from pipelines.settings import SettingsError, read_settings
from pipelines.wiring import landing

NIGHT = datetime(2025, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A ticket and a pull request that change each tenth day, from March to June."""
    places = Places(tmp_path / "data")
    here = Landing(places.landing)
    for number in range(12):
        at = NIGHT + timedelta(days=10 * number)
        for source, stream in (("jira", "jira_issue"), ("github", "github_pull_request")):
            here.land_once(source, "1", stream, [Record("1", {"version": number})], at)
    return places


def prune(places: Places, *options: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["prune", "--home", str(places.data.parent), *options])
    return int(end.value.code or 0)


def test_a_dry_run_foretells_what_is_dropped(places: Places, capfd: pytest.CaptureFixture[str]) -> None:
    assert prune(places, "--keep", "40", "--dry-run") == 0
    *foretold, last = capfd.readouterr().out.splitlines()
    assert last == "Nothing was dropped. Without --dry-run they are, and --known-at reaches no further back."
    assert [re.sub(r", about .*", "", line) for line in foretold] == [
        # The newest night is the 19th of June; forty days before that is in May.
        "github, github_pull_request: 5 superseded versions of before 2025-05-01 would be dropped",
        "jira, jira_issue: 5 superseded versions of before 2025-05-01 would be dropped",
    ]
    assert prune(places, "--keep", "40") == 0
    dropped = capfd.readouterr().out.splitlines()
    assert dropped == [line.replace("would be dropped", "dropped") for line in foretold]
    assert prune(places, "--keep", "40") == 0
    assert capfd.readouterr().out == "Nothing in landing is superseded and older than that.\n"


def test_the_environment_says_it_by_stream(
    places: Places, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_KEPT_VERSIONS", "jira_issue=40")
    assert prune(places) == 0
    [line] = capfd.readouterr().out.splitlines()
    assert line.startswith("jira, jira_issue: 5 superseded versions")


def test_a_night_is_given_what_the_environment_says(places: Places) -> None:
    settings = read_settings({"BATON_HOME": str(places.data.parent), "BATON_KEPT_VERSIONS": "jira_issue=40"})
    [dropped] = landing(settings).drop_superseded(date(2025, 6, 19))
    assert (dropped.stream, dropped.rows) == ("jira_issue", 5)


def test_who_says_nothing_keeps_all(places: Places, capfd: pytest.CaptureFixture[str]) -> None:
    files = {path: path.read_bytes() for path in places.landing.rglob("*.parquet")}
    assert prune(places) == 2
    assert "all versions are kept now" in capfd.readouterr().err
    assert {path: path.read_bytes() for path in places.landing.rglob("*.parquet")} == files


def test_a_run_that_is_under_way_is_left_alone(places: Places, capfd: pytest.CaptureFixture[str]) -> None:
    with Warehouse(places).hold("tonight's run"):
        assert prune(places, "--keep", "40") == 4
    assert "is held by tonight's run" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", {}),
        ("0", {}),
        ("400", dict.fromkeys(DROPPABLE, 400)),
        ("jira_issue=90", {"jira_issue": 90}),
        ("jira_issue = 90, 400", {**dict.fromkeys(DROPPABLE, 400), "jira_issue": 90}),
        ("400,jira_issue=0", {stream: 400 for stream in DROPPABLE if stream != "jira_issue"}),
    ],
)
def test_the_setting_is_days_of_all_streams_or_of_each(text: str, days: dict[str, int]) -> None:
    assert read_settings({"BATON_KEPT_VERSIONS": text}).kept_versions == days


@pytest.mark.parametrize("text", ["soon", "-1", "1.5", "jira_issue", "jira_issue=", "jira_issue=soon"])
def test_what_is_no_number_of_days_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"BATON_KEPT_VERSIONS must be a number of days, or STREAM=DAYS"):
        read_settings({"BATON_KEPT_VERSIONS": text})


@pytest.mark.parametrize("stream", ["jira_user", "walk", "weekly_figure", "jira_isue"])
def test_a_stream_of_which_all_counts_is_refused_with_those_that_may_go(stream: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"BATON_KEPT_VERSIONS": f"{stream}=90"})
    assert f"'{stream}' is no stream whose versions may be dropped" in str(refused.value)
    assert str(refused.value).endswith(", ".join(sorted(DROPPABLE)))
