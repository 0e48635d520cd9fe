"""`baton status`: how the newest night ended, when the next one is due, how far to trust it, the disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.places import Places
from connectors.warehouse import Warehouse
from pipelines.cli.standing import lines, status_of
from pipelines.exit_codes import ExitCode
from pipelines.notify.alerts import Night
from pipelines.notify.tell import tell
from pipelines.settings import Settings
from tests.worlds.empty_publication import publish_empty
from tests.worlds.example import TEXT

NOW = datetime(2025, 6, 30, 18, 30, tzinfo=UTC)
Said = Callable[..., dict[str, str]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    organization = tmp_path / "organization.yaml"
    organization.write_text(TEXT + '\nschedule: "15 3 * * *"\n', encoding="utf-8")
    return Settings(home=tmp_path, organization=organization)


def said(settings: Settings, now: datetime = NOW) -> dict[str, str]:
    return dict(lines(status_of(settings, now)))


def test_before_the_first_night_it_says_what_to_do(settings: Settings) -> None:
    assert said(settings)["last night"] == "nothing is published yet: `baton run`"


def test_it_says_how_old_what_is_published_is_and_when_the_next_night_is_due(settings: Settings) -> None:
    publish_empty(settings.home)
    found = said(settings)
    assert found["last night"] == "Meridian as of 2025-06-30 06:00 UTC, complete; 12 hours old"
    # The organization's clocks are in New York, where it is half past two in the afternoon.
    assert found["next night"].startswith("2025-07-01 03:15 America/New_York")
    assert "running" not in found


def test_it_says_which_run_is_at_work(settings: Settings) -> None:
    publish_empty(settings.home)
    with Warehouse(settings.places).hold("run 4711"):
        assert "run 4711 (process" in said(settings)["running"]
    assert "running" not in said(settings)


def test_it_tells_grades_of_what_has_some(settings: Settings) -> None:
    rows = "('A'), ('A'), ('A'), ('C')"
    publish_empty(settings.home, f"insert into handoff by name select * from (values {rows}) as made(grade)")
    assert said(settings)["grades"] == "handoff: A 75%, B 0%, C 25%, D 0% of 4 rows"


def test_it_repeats_open_alerts(settings: Settings) -> None:
    publish_empty(settings.home)
    assert said(settings)["alert"] == "none is open"
    late = NOW + timedelta(days=2)
    tell(settings, Night(ExitCode.COMPLETE), {}, late)
    assert "60 hours old" in said(settings, late)["alert"]


def test_the_disk_counts_a_file_with_two_names_once(settings: Settings) -> None:
    places: Places = publish_empty(settings.home)
    before = status_of(settings, NOW)["bytes"]["published"]
    file = places.published / "one"
    file.write_bytes(b"x" * 100_000)
    (places.published / "other").hardlink_to(file)
    assert status_of(settings, NOW)["bytes"]["published"] == before + 100_000


def test_a_program_gets_the_same_as_json(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    from pipelines.cli.main import main

    publish_empty(settings.home)
    with pytest.raises(SystemExit) as end:
        main(["status", "--home", str(settings.home), "--json"])
    found = json.loads(capfd.readouterr().out)
    assert (end.value.code or 0, found["published"]["organization"], found["publications"]) == (
        0,
        "Meridian",
        1,
    )
    assert found["bytes"]["free"] > 0
