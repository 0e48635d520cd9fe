"""Runs without a pull: a new organization file recomputes all history, and a past answer is had again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.errors import SourceError
from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.night import Home

FIRST = AS_OF - timedelta(days=14)
TABLES = ("core.ticket_state", "core.team_member", "flow.ownership", "flow.handoff", "marts.velocity_week")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(golden_world(), AS_OF) as sandbox:
        yield sandbox


@pytest.fixture
def home(sandbox: Sandbox, tmp_path: Path) -> Home:
    """One night, pulled with the file as it was then."""
    home = Home(tmp_path)
    sandbox.move_to(FIRST)
    home.run(sandbox, golden_organization())
    return home


def all_to_one_team() -> str:
    """Another version of the file: everybody has always been in PROD."""
    file: dict[str, Any] = yaml.safe_load(golden_organization())
    people = [person["id"] for person in file["people"]]
    for team in file["teams"]:
        team["members"] = [{"person": person} for person in people] if team["id"] == "PROD" else []
    return yaml.safe_dump(file, sort_keys=False)


def answers(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    return {table: home.warehouse_sql(f"from {table} order by all") for table in TABLES}


def test_a_new_version_of_the_file_recomputes_all_history_and_asks_nobody(
    home: Home, sandbox: Sandbox
) -> None:
    before, asked = answers(home), sandbox.requests.total()
    home.run_again(all_to_one_team())
    assert sandbox.requests.total() == asked
    assert home.sql("select as_of from publish_info") == [(FIRST.astimezone(UTC).replace(tzinfo=None),)]
    assert {team for _, team in home.warehouse_sql("select person_id, team_id from core.team_member")} == {
        "PROD"
    }
    assert answers(home)["flow.ownership"] != before["flow.ownership"]
    home.run_again(golden_organization())
    assert answers(home) == before


def test_what_was_known_at_an_instant_is_had_again_with_the_file_of_then(
    home: Home, sandbox: Sandbox
) -> None:
    then = answers(home)
    sandbox.move_to(AS_OF)
    home.run(sandbox, all_to_one_team())
    now = answers(home)
    assert now["flow.ownership"] != then["flow.ownership"]
    home.run_again(all_to_one_team(), known_at=FIRST + timedelta(hours=1))
    assert answers(home) == then
    assert home.warehouse_sql("select as_of, known_at from core.run") == [
        (plain(FIRST), plain(FIRST + timedelta(hours=1)))
    ]
    home.run_again(all_to_one_team())
    assert answers(home) == now


def test_an_earlier_as_of_needs_no_pull_either(home: Home) -> None:
    earlier = FIRST - timedelta(days=7)
    home.run_again(golden_organization(), as_of=earlier)
    assert home.warehouse_sql(
        "select max(from_at) <= timestamp '" + str(plain(earlier)) + "' from flow.ownership"
    ) == [(True,)]


def test_a_pull_follows_on_a_run_without_one(home: Home, sandbox: Sandbox) -> None:
    home.run_again(all_to_one_team())
    home.run(sandbox, golden_organization())
    assert home.warehouse_sql("select distinct team_id from core.team_member where person_id = 'di'") == [
        ("DATA",)
    ]


def test_before_the_first_pull_there_is_nothing_to_stand_on(tmp_path: Path, home: Home) -> None:
    with pytest.raises(SourceError, match="nothing was pulled, so there is nothing to stand on"):
        Home(tmp_path / "new").run_again(golden_organization())
    with pytest.raises(SourceError, match="nothing was pulled before 20"):
        home.run_again(golden_organization(), known_at=FIRST - timedelta(days=1))


def plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
