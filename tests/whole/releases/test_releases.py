"""Landings as releases of Baton left them: today's code reads each, and publishes of it what is expected.

`make keep-landing RELEASE=…` keeps the current one's, before a release. Where a table came to mean something
else, `make keep-landing RELEASE=… EXPECT=1` says anew what is expected: look at the difference first.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from connectors.formats import LANDING
from connectors.landing.about import read_about
from connectors.landing.landing import Landing
from tests.worlds.kept_landing import RELEASES, derived, expected, found
from tests.worlds.paths import CHECKOUT

KEPT = sorted(path.name for path in RELEASES.iterdir() if (path / "landing.tar.xz").is_file())


@pytest.fixture(scope="module", params=KEPT)
def release(request: pytest.FixtureRequest) -> Path:
    return RELEASES / str(request.param)


@pytest.fixture(scope="module")
def published(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return derived(release, tmp_path_factory.mktemp("release")).published


def test_every_release_of_the_changelog_has_its_landing_kept() -> None:
    changelog = (CHECKOUT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)[::-1] == KEPT


def test_what_a_release_landed_publishes_equal_tables(release: Path, published: Path) -> None:
    wanted = expected(release)
    columns = {table: of["columns"] for table, of in wanted.items()}
    assert found(published, columns) == wanted


def test_what_is_expected_is_something(release: Path) -> None:
    rows = {table: of["rows"] for table, of in expected(release).items()}
    assert {"handoff", "team_week", "work_item", "weekly_figure", "sprint"} <= {
        table for table, count in rows.items() if count > 50
    }


def test_a_kept_landing_has_compacted_months_and_single_walks(release: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(release / "landing.tar.xz", tmp_path, filter="data")
    walks = [path.parent.name for path in Landing(tmp_path).files("walk")]
    assert any(walk.endswith("-compacted") for walk in walks)
    assert not all(walk.endswith("-compacted") for walk in walks)
    assert json.loads((tmp_path / "landing.json").read_text("utf-8"))["format"] <= LANDING


@pytest.mark.heavy
def test_a_landing_that_says_no_format_publishes_the_same(tmp_path: Path) -> None:
    """As those of before there were formats, which are otherwise like the first that has one."""
    release = tmp_path / KEPT[0]
    shutil.unpack_archive(RELEASES / KEPT[0] / "landing.tar.xz", release / "landing", filter="data")
    (release / "landing" / "landing.json").unlink()
    shutil.make_archive(str(release / "landing"), "xztar", release / "landing")
    shutil.copy(RELEASES / KEPT[0] / "organization.yaml", release)
    home = derived(release, tmp_path / "home")
    assert read_about(home.data / "landing").version == LANDING
    wanted = expected(RELEASES / KEPT[0])
    assert found(home.published, {table: of["columns"] for table, of in wanted.items()}) == wanted
