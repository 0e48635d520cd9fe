"""Weekly figures against what each of many nights published; runs that died, looked back or began anew."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.worlds.landed_jira import march
from tests.worlds.restated import ORGANIZATION, Site

FIGURES = {
    "velocity_week": (
        *("completed_count", "points", "unestimated_count", "bug_count", "lead_hours_p50", "cycle_hours_p50"),
        "pull_request_merged_count",
    ),
    "team_week": (
        *("arrival_count", "transfer_in_count", "transfer_out_count", "reopened_count", "completed_count"),
        *("cancelled_count", "gone_count", "open_end_count", "queue_count", "wip_count"),
        "queue_wait_business_hours_p50",
    ),
}
Figure = tuple[str, str, str, date]
OTHERS = ORGANIZATION.replace(", {person: dan}", "").replace("{person: ben}", "{person: ben}, {person: dan}")
FILES = (ORGANIZATION, OTHERS, ORGANIZATION.replace("[PAY]", "[]").replace("[DATA]", "[DATA, PAY]"))

# What was done last with a ticket to which something is done; states also say on which day.
BEFORE = {
    "start": {"new", "reopen"},
    "close": {"new", "start", "reopen"},
    "reopen": {"close"},
    "delete": {"new", "close"},
}


def published(site: Site) -> dict[Figure, float | None]:
    """The figures of the weeks that are over, from the tables that people read."""
    return {
        (table, column, team, week): value
        for table, columns in FIGURES.items()
        for column in columns
        for team, week, value in site.home.sql(
            f"select team_id, week_starts_on, {column} from {table} where is_complete_week"
        )
    }


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, abs_tol=1e-6)


def tables(site: Site) -> list[list[tuple[Any, ...]]]:
    return [site.home.sql(f"from {table} order by all") for table in ("weekly_figure", "restatement")]


def something_happens(random: Random, site: Site, day: int, states: dict[str, tuple[str, int]]) -> None:
    """Some of it days ago, which no night before has told."""
    for deed in random.sample(
        ("new", "new", "new", "start", "start", "close", "close", "reopen", "delete"), 6
    ):
        past = max(3, day - random.choice((1, 1, 1, 2, 5, 9)))
        if deed == "new":
            assignee = random.choice(("acc-ana", "acc-ben", "acc-dan", "acc-ben-at-work", None))
            made = site.ticket(
                f"{random.choice(('PAY', 'DATA', 'TRI'))}-{len(states)}",
                created_on=past,
                assignee={"accountId": assignee} if assignee else None,
            )
            states[made] = ("new", past)
        elif of_it := [ticket for ticket, (state, _) in states.items() if state in BEFORE[deed]]:
            ticket = random.choice(of_it)
            past = max(past, states[ticket][1])
            match deed:
                case "start":
                    site.start(ticket, past)
                case "close":
                    site.close(ticket, past)
                case "reopen":
                    site.reopen(ticket, day - 1)
                    past = day - 1
                case "delete":
                    site.delete(ticket)
            states[ticket] = (deed, past)


@pytest.mark.parametrize(
    ("seed", "nights"),
    [(1, 20), pytest.param(2, 60, marks=pytest.mark.heavy)],
    ids=["20 nights", "60 nights"],
)
def test_what_each_night_published_is_kept_and_explained(tmp_path: Path, seed: int, nights: int) -> None:
    random, site = Random(seed), Site(tmp_path)
    states: dict[str, tuple[str, int]] = {}
    history: list[tuple[datetime, dict[Figure, float | None]]] = []
    for number in range(nights):
        day = 10 + number
        something_happens(random, site, day, states)
        file = FILES[number // 7 % 3]
        site.night(day, file)
        history.append((naive(day), published(site)))
    assert_kept(site, history)
    kept = tables(site)
    assert {cause for [*_, cause] in site.home.sql("select distinct cause from restatement")} >= {
        *("late event", "reopened", "membership", "organization file", "matured"),
    }
    (site.home.data / "warehouse.duckdb").unlink()
    site.home.run_again(file % "")
    assert tables(site) == kept
    for number in (2, nights // 2, nights - 2):
        as_of, then = history[number]
        site.home.run_again(file % "", known_at=march(10, 4) + timedelta(days=number))
        assert published(site) == then
        [known_as_of] = site.home.sql("select as_of from publish_info")
        assert known_as_of == (as_of,)
        assert_kept(site, history[: number + 1])
    site.home.run_again(file % "")
    assert tables(site) == kept


def naive(day: int) -> datetime:
    return datetime(2025, 3, 1, 3) + timedelta(days=day - 1)


def assert_kept(site: Site, history: Sequence[tuple[datetime, dict[Figure, float | None]]]) -> None:
    newest, now = history[-1][0], history[-1][1]
    changes: dict[Figure, list[tuple[datetime, float, float | None, float | None]]] = {}
    for row in site.home.sql(
        "select table_name, column_name, team_id, week_starts_on, changed_as_of, change, value_before, "
        "value_after "
        "from restatement order by all"
    ):
        changes.setdefault(row[:4], []).append(row[4:])
    found = site.home.sql(
        "select table_name, column_name, team_id, week_starts_on, first_published_as_of, first_value, "
        "latest_value, as_reported, is_frozen, restated_count from weekly_figure"
    )
    assert {row[:4] for row in found} == {figure for _, figures in history for figure in figures}
    for table, column, team, week, first_as_of, first, latest, as_reported, is_frozen, count in found:
        figure = (table, column, team, week)
        versions = [(as_of, figures.get(figure)) for as_of, figures in history]
        begin = next(index for index, (_, figures) in enumerate(history) if figure in figures)
        versions = versions[begin:]
        assert first_as_of == versions[0][0], figure
        assert same(first, versions[0][1]), figure
        assert same(latest, now.get(figure)), figure
        frozen_at = datetime.combine(week, datetime.min.time()) + timedelta(days=21)
        assert is_frozen == (newest >= frozen_at)
        by_then = [value for as_of, value in versions if as_of < frozen_at] or [versions[0][1]]
        assert same(as_reported, by_then[-1] if is_frozen else None), figure
        steps = [
            (as_of, before, after)
            for (_, before), (as_of, after) in pairwise(versions)
            if not same(before, after)
        ]
        assert count == len(steps), figure
        parts = changes.pop(figure, [])
        assert {as_of for as_of, *_ in parts} == {as_of for as_of, _, _ in steps}, figure
        for as_of, before, after in steps:
            of_step = [part for part in parts if part[0] == as_of]
            assert all(same(part[2], before) and same(part[3], after) for part in of_step), figure
            assert same(sum(part[1] for part in of_step), (after or 0) - (before or 0)), figure
    assert changes == {}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def landed(site: Site) -> list[Path]:
    return sorted(site.home.data.glob("landing/*/????-??/*/weekly_figure.parquet"))


def first_values(site: Site) -> list[tuple[Any, ...]]:
    return site.home.sql(
        "select first_published_as_of, first_value, latest_value from weekly_figure "
        "where table_name = 'velocity_week' and column_name = 'completed_count' and team_id = 'pay' "
        "and week_starts_on = date '2025-03-03'"
    )


def die(*_: object) -> None:
    raise RuntimeError("the power went")


def test_a_run_that_dies_before_it_lands_what_it_published_is_made_up_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = site.ticket("PAY-1", closed_on=5)
    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="the power went"):
        patch.setattr("assets.published.snapshot.land_figures", die)
        site.night(12)
    assert landed(site) == []
    site.reopen(ticket, 12)
    site.night(13)
    assert first_values(site) == [(naive(12), 1, 0)]


def test_a_run_that_dies_after_it_landed_lands_nothing_twice(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = site.ticket("PAY-1", closed_on=5)
    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="the power went"):
        patch.setattr("assets.landing.weekly_figures.write_atomically", die)
        site.night(12)
    before = landed(site)
    assert len(before) == 1
    site.night(12, hour=4)
    assert landed(site) == before
    site.reopen(ticket, 12)
    site.night(13)
    assert first_values(site) == [(naive(12), 1, 0)]


def test_a_look_back_lands_nothing_and_knows_what_was_published_by_then(site: Site) -> None:
    ticket = site.ticket("PAY-1", closed_on=5)
    site.night(12)
    site.reopen(ticket, 12)
    site.night(13)
    before = landed(site)
    site.home.run_again(ORGANIZATION % "", known_at=march(12))
    assert first_values(site) == [(naive(12), 1, 1)]
    site.home.run_again(ORGANIZATION % "", as_of=march(12))
    assert first_values(site) == [(naive(12), 1, 1)]
    assert landed(site) == before
    site.night(14)
    assert first_values(site) == [(naive(12), 1, 0)]
    assert landed(site) == before


def test_compacting_a_month_of_landing_changes_nothing(site: Site) -> None:
    ticket = site.ticket("PAY-1", closed_on=5)
    site.night(12)
    site.reopen(ticket, 12)
    site.night(13)
    before = site.home.sql("from restatement order by all")
    site.night(33)
    assert landed(site)[0].parent.name.endswith("compacted")
    assert [row for row in site.home.sql("from restatement order by all") if row in before] == before
