"""Which teams would best be put together: exact, and called clear only where it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.flow.merge.choice import choose, inside
from assets.flow.merge.evidence import SavedShares, resamples, restricted_mean, saved_shares
from assets.flow.merge.groups import (
    Numbers,
    TooManyGroupsError,
    best_partition,
    best_partitions,
    groups_that_fit,
)
from assets.flow.merge.replay import leads, replay
from assets.flow.merge.verdict import split_pool_ratio
from tests.worlds.mergers import Made, organization

HOURS = st.integers(0, 40)


def partitions(teams: list[int]) -> Iterator[list[list[int]]]:
    """All ways to put teams into groups."""
    if not teams:
        yield []
        return
    for rest in partitions(teams[1:]):
        yield [[teams[0]], *rest]
        for number, group in enumerate(rest):
            yield [*rest[:number], [teams[0], *group], *rest[number + 1 :]]


def most_hours(
    between: Numbers,
    size: Numbers,
    largest: int,
    together: frozenset[int] = frozenset(),
    apart: frozenset[int] = frozenset(),
) -> float:
    def is_allowed(group: set[int]) -> bool:
        people = size[list(group)].sum()
        is_whole = not group & together or group >= together
        return bool(is_whole and len(group & apart) < 2 and (people <= largest or group == together))

    def hours(groups: list[list[int]]) -> float:
        return sum(
            between[one, other] for group in groups for one in group for other in group if one != other
        )

    fitting = [
        groups
        for groups in partitions(list(range(len(size))))
        if all((len(group) == 1 and not set(group) & together) or is_allowed(set(group)) for group in groups)
    ]
    return max(map(hours, fitting))


@settings(max_examples=40, deadline=None)
@given(data=st.data(), teams=st.integers(2, 7), largest=st.integers(2, 16))
def test_the_best_partition_is_the_best_of_all(data: st.DataObject, teams: int, largest: int) -> None:
    between = np.array(data.draw(st.lists(HOURS, min_size=teams**2, max_size=teams**2)), dtype=float)
    between = between.reshape(teams, teams)
    np.fill_diagonal(between, 0)
    size = np.array(data.draw(st.lists(st.integers(1, 8), min_size=teams, max_size=teams)), dtype=float)
    groups = groups_that_fit((between + between.T) > 0, size, largest)
    expected = most_hours(between, size, largest)
    solved = best_partition(groups, groups.hours(between))
    [tabled] = best_partitions(groups, groups.hours(between[None]))
    for labels in (solved, tabled):
        assert inside(labels, between).sum() == pytest.approx(expected)
        for label in set(labels):
            assert (labels == label).sum() == 1 or size[labels == label].sum() <= largest
            assert np.flatnonzero(labels == label)[0] == label


@settings(max_examples=40, deadline=None)
@given(data=st.data(), teams=st.integers(4, 7), largest=st.integers(2, 16))
def test_what_is_asked_for_is_kept_and_the_rest_is_the_best(
    data: st.DataObject, teams: int, largest: int
) -> None:
    between = np.array(data.draw(st.lists(HOURS, min_size=teams**2, max_size=teams**2)), dtype=float)
    between = between.reshape(teams, teams)
    np.fill_diagonal(between, 0)
    size = np.array(data.draw(st.lists(st.integers(1, 8), min_size=teams, max_size=teams)), dtype=float)
    together, apart = frozenset({0, 2}), frozenset({1, 2, 3})
    groups = groups_that_fit((between + between.T) > 0, size, largest, [together], [apart])
    [tabled] = best_partitions(groups, groups.hours(between[None]))
    for labels in (best_partition(groups, groups.hours(between)), tabled):
        assert labels[0] == labels[2]
        assert len({int(labels[team]) for team in apart}) == len(apart)
        expected = most_hours(between, size, largest, together, apart)
        assert inside(labels, between).sum() == pytest.approx(expected)


def test_a_team_of_unknown_size_stays_alone() -> None:
    between = np.array([[0, 100.0, 5], [0, 0, 0], [0, 0, 0]])
    groups = groups_that_fit((between + between.T) > 0, np.array([3, np.nan, 3]), 12)
    assert best_partition(groups, groups.hours(between)).tolist() == [0, 1, 0]


def test_more_groups_than_can_be_searched_are_refused() -> None:
    with pytest.raises(TooManyGroupsError):
        groups_that_fit(np.ones((40, 40), dtype=bool), np.ones(40), 12)


@pytest.mark.parametrize(("people", "ratio"), [(2, 2.2), (3, 3.7), (4, 5.4)])
def test_the_price_of_splitting_a_pool_is_the_documented_one(people: int, ratio: float) -> None:
    assert split_pool_ratio(people) == pytest.approx(ratio, abs=0.05)


def test_planted_streams_are_a_clear_merge_and_found_again() -> None:
    made = organization(np.random.default_rng(5), items=300, noise=0.1, sigma=1.0)
    choice = choose(made.question)
    assert choice.labels.tolist() == made.planted.tolist()
    assert choice.stability >= 0.95
    assert choice.other_half_saved[0] > 0


def test_the_same_question_has_the_same_answer() -> None:
    one, other = (choose(organization(np.random.default_rng(8), 40, 0.3).question) for _ in range(2))
    assert one.stability == other.stability
    assert one.other_half_saved == other.other_half_saved


def shares(made: Made) -> tuple[SavedShares, Numbers]:
    vanishing = saved_shares(made.question.requests)
    return vanishing, vanishing.shares(np.ones(made.question.chain_count))


def test_a_share_is_known_only_where_enough_was_picked_up() -> None:
    _, few = shares(organization(np.random.default_rng(3), items=10, noise=0.1))
    _, many = shares(organization(np.random.default_rng(3), items=400, noise=0.1))
    assert np.isnan(few).all()
    assert np.isfinite(many[:-1]).all()


def test_weights_of_chains_count_as_often_as_they_say() -> None:
    """A chain that counts twice is the same as two chains with the same waits."""
    made = organization(np.random.default_rng(4), items=60, noise=0.1)
    requests = made.question.requests
    rows = requests.of(0, is_internal=False)
    twice = np.full(made.question.chain_count, 2)
    assert restricted_mean(requests, rows, twice) == pytest.approx(
        restricted_mean(requests, rows, np.ones(made.question.chain_count))
    )
    [weight] = resamples(made.question.chain_count, 1)
    assert weight.sum() == made.question.chain_count
    drawn = np.sort(np.repeat(np.minimum(requests.hours[rows], requests.tau), weight[requests.chain[rows]]))
    # Everything was picked up: the mean up to tau is the plain mean.
    assert restricted_mean(requests, rows, weight) == pytest.approx(drawn.mean())


def test_what_would_be_saved_lies_between_a_quarter_and_three_quarters_where_nothing_tells() -> None:
    made = organization(np.random.default_rng(9), items=10, noise=0.1)
    replayed = replay(made.question, made.planted)
    total = replayed.between.sum()
    assert np.isnan(replayed.saved.estimate)
    assert replayed.saved.low < 0.25 * total
    assert replayed.saved.high > 0.75 * total


def test_lead_times_shrink_by_the_saved_part_of_the_waits() -> None:
    made = organization(np.random.default_rng(10), items=400, noise=0.1)
    replayed = replay(made.question, made.planted)
    waits = np.zeros((2, made.question.waits.team_count))
    waits[0, 1] = 40
    found = leads(replayed, np.array([100.0, 100.0]), waits)
    share = replayed.shares.estimate[1]
    assert found.shorter_share.estimate == pytest.approx(share * 40 / 200)
    assert found.shorter_share.low <= found.shorter_share.estimate <= found.shorter_share.high
    assert found.at_least[0] == pytest.approx(100 - 40 * replayed.shares.high[1])
    assert found.at_most[1] == 100


def test_commands_and_dagster_start_without_scipy() -> None:
    """It takes half a second to import; only the search for the best partition needs it."""
    code = "import sys, pipelines.cli.main, pipelines.definitions; print('scipy' in sys.modules)"
    started = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert started.stdout.split()[-1] == "False"
