"""Nights of a month and more, of which superseded versions are dropped: what is published stays the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.landing.about import NoLongerKnown
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
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("dropped"))
    for at in NIGHTS:
        with serve(golden_world(), at) as sandbox:
            home.run(sandbox, golden_organization())
    return home


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
