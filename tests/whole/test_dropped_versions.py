"""Nights of a month and more, of which superseded versions are dropped: what is published stays the same."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from connectors.landing.about import NoLongerKnown, read_about
from connectors.landing.landing import Landing
from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.night import Home

pytestmark = pytest.mark.heavy
NIGHTS = [AS_OF - timedelta(days=days) for days in (30, 24, 18, 12, 6, 0)]


def published(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    """All but the name of the publication."""
    names = home.sql("select table_name from duckdb_tables() order by 1")
    return {
        name: home.sql(f"select columns(c -> c <> 'publish_id') from {name} order by all")
        for (name,) in names
    }


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dropped")
    for at in NIGHTS:
        with serve(golden_world(), at) as sandbox:
            Home(directory).run(sandbox, golden_organization())
    return directory


@pytest.fixture
def home(nights: Path, tmp_path: Path) -> Home:
    shutil.copytree(nights, tmp_path / "home", symlinks=True)
    return Home(tmp_path / "home")


def prune(home: Home, *options: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["prune", "--home", str(home.data.parent), *options])
    return int(end.value.code or 0)


def test_what_is_published_is_equal_before_and_after(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    cut, early = datetime(AS_OF.year, AS_OF.month, 1, tzinfo=UTC), NIGHTS[1] + timedelta(hours=1)
    home.run_again(golden_organization())
    newest = published(home)
    home.run_again(golden_organization(), known_at=cut)
    back = published(home)
    home.run_again(golden_organization(), known_at=early)
    assert prune(home, "--keep", "1") == 0
    assert "jira, jira_issue: " in capfd.readouterr().out
    home.run_again(golden_organization())
    assert published(home) == newest
    home.run_again(golden_organization(), known_at=cut)
    assert published(home) == back
    with pytest.raises(NoLongerKnown, match=r"no longer there: superseded versions in .*jira_issue"):
        home.run_again(golden_organization(), known_at=early)


def test_a_night_drops_what_is_older_than_it_is_to_be_kept(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = published(home)
    monkeypatch.setattr("tests.worlds.night.Landing", partial(Landing, kept_days={"jira_issue": 1}))
    home.run_again(golden_organization())
    assert published(home) == newest
    assert list(read_about(home.data / "landing").whole_from) == ["jira_issue"]
