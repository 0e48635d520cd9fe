"""Streams planted in a Jira are what would best be merged, and a merger saves what is predicted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.landed_jira import END
from tests.worlds.night import Home
from tests.worlds.streams import ONE_STREAM, Streams

pytestmark = pytest.mark.heavy


def night(jira: Streams, directory: Path) -> Home:
    home = Home(directory)
    home.run_with(jira.sources(END, "", jira.file))
    return home


def merged(home: Home) -> set[frozenset[str]]:
    """Groups of more than one team."""
    found = home.sql("select team_ids from merge_option where group_id <> '*' and team_count > 1")
    return {frozenset(ids.split(", ")) for (ids,) in found}


@pytest.mark.parametrize("seed", range(3))
def test_planted_streams_are_found(seed: int, tmp_path: Path) -> None:
    jira = Streams(seed=seed)
    home = night(jira, tmp_path)
    assert merged(home) == jira.planted
    assert home.sql("select is_clear from merge_option where group_id = '*'") == [(True,)]


def test_what_the_file_asks_for_is_kept_and_not_called_found(tmp_path: Path) -> None:
    jira = Streams(seed=0)
    jira.wishes = "together: [[T0, T7]], apart: [[T1, T2]]"
    home = night(jira, tmp_path)
    asked = frozenset({"T0", "T7"})
    groups = merged(home)
    assert any(asked <= group for group in groups)
    assert not any({"T1", "T2"} <= group for group in groups)
    for sentence, is_clear in home.sql(
        "select sentence, is_clear from merge_option where group_id = 'T0+T7'"
    ):
        assert "one group because the organization file asks for it" in sentence and not is_clear


@pytest.mark.parametrize("seed", range(3))
def test_of_one_stream_that_is_too_large_for_a_team_no_merge_is_clear(seed: int, tmp_path: Path) -> None:
    home = night(Streams(seed=seed, sizes=ONE_STREAM, noise=0), tmp_path)
    [(is_clear, sentence)] = home.sql("select is_clear, sentence from merge_option where group_id = '*'")
    assert not is_clear and sentence.startswith("No clear merge")


@pytest.mark.parametrize("seed", range(3))
def test_what_is_predicted_is_what_merged_teams_save(seed: int, tmp_path: Path) -> None:
    """The same work once more, passed on within a stream as a team's own work is begun."""
    apart, together = Streams(seed=seed, count=300), Streams(seed=seed, count=300, are_merged=True)
    home = night(apart, tmp_path)
    [(predicted, waited)] = home.sql(
        "select saved_business_hours, wait_business_hours from merge_option where group_id = '*'"
    )
    assert waited == pytest.approx(apart.waited, rel=0.1)
    assert 0.8 <= predicted / (apart.waited - together.waited) <= 1.25
