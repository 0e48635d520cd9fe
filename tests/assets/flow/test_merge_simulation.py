"""What the search for mergers finds in many made organizations, where it is known what is there."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assets.flow.merge.choice import Choice, choose, saved
from assets.flow.merge.groups import best_partitions, groups_that_fit
from assets.flow.merge.replay import replay
from assets.flow.merge.verdict import FEWEST_THE_SAME
from tests.worlds.mergers import LARGEST, MEDIAN_WAIT, Made, organization

# How often the definitions say that planted streams are found: by the noise and the number of items.
RATES = {
    0.1: {30: 0.85, 60: 0.96, 150: 1.00},
    0.3: {30: 0.55, 60: 0.67, 150: 0.92},
    0.5: {30: 0.20, 60: 0.33, 150: 0.48},
}
WORLDS = 300


def found(made: Made) -> bool:
    between = made.question.waits.between(np.ones(made.question.chain_count))
    groups = groups_that_fit((between + between.T) > 0, made.question.size, LARGEST)
    [labels] = best_partitions(groups, groups.hours(between[None]))
    return bool((labels == made.planted).all())


def found_share(items: int, noise: float, worlds: int) -> float:
    seeds = [[items, int(10 * noise), number] for number in range(worlds)]
    return sum(found(organization(np.random.default_rng(seed), items, noise)) for seed in seeds) / worlds


def below(rate: float, worlds: int) -> float:
    """Two standard errors below a rate, of which nobody is better than 99 in 100."""
    rate = min(rate, 0.99)
    return rate - 2 * math.sqrt(rate * (1 - rate) / worlds)


def test_planted_streams_are_found_in_sixty_items_with_little_noise() -> None:
    assert found_share(60, 0.1, 60) >= below(0.96, 60)


@pytest.mark.heavy
@pytest.mark.parametrize("noise", RATES)
@pytest.mark.parametrize("items", [30, 60, 150])
def test_planted_streams_are_found_as_often_as_the_definitions_say(items: int, noise: float) -> None:
    assert found_share(items, noise, WORLDS) >= below(RATES[noise][items], WORLDS)


def is_clear(choice: Choice) -> bool:
    return choice.stability >= FEWEST_THE_SAME and choice.other_half_saved[0] > 0


def without_streams(seed: int, items: int) -> Made:
    """All teams are one stream, which is too large for a merger."""
    return organization(np.random.default_rng([seed, items]), items, 0.0, streams=(8,), sigma=1.0)


@pytest.mark.heavy
@pytest.mark.parametrize("items", [30, 100, 300])
def test_without_streams_there_is_no_clear_merge(items: int) -> None:
    worlds = 100
    called = sum(is_clear(choose(without_streams(seed, items).question)) for seed in range(worlds))
    assert called <= 0.05 * worlds


def test_without_streams_the_other_half_is_worse_than_the_half_that_chose() -> None:
    made = without_streams(1, 30)
    choice = choose(made.question)
    assert not is_clear(choice)
    in_sample = sum(saved(choice.labels, choice.between, np.ones(len(choice.labels)))) / 2
    assert choice.other_half_hours < 0.6 * in_sample


@pytest.mark.heavy
def test_the_other_half_says_what_the_next_half_year_realises() -> None:
    """Of partitions that were chosen from nothing but chance."""
    said, realised, in_sample = [], [], []
    for seed in range(60):
        choice = choose(without_streams(seed, 60).question)
        later = without_streams(1000 + seed, 60).question
        between = later.waits.between(np.ones(later.chain_count))
        every = np.ones(len(choice.labels))
        realised.append(saved(choice.labels, between, every)[0])
        in_sample.append(saved(choice.labels, choice.between, every)[0])
        said.append(choice.other_half_hours)
    assert 0.8 <= np.mean(said) / np.mean(realised) <= 1.25
    assert np.mean(in_sample) / np.mean(realised) > 1.5


def expected_saving(items: int, noise: float, sigma: float, saved_share: float) -> float:
    """Of streams of 3, 3 and 2 of 8 teams: 14 of 56 pairs of teams are in one stream."""
    is_inside = 1 - noise + noise * 14 / 56
    return saved_share * items * 1.5 * is_inside * MEDIAN_WAIT * math.exp(sigma**2 / 2)


@pytest.mark.heavy
def test_intervals_of_what_is_saved_cover_what_was_planted() -> None:
    items, worlds, truth = 300, 200, expected_saving(300, 0.1, 1.0, 0.5)
    covered = []
    for seed in range(worlds):
        random = np.random.default_rng([seed, items])
        made = organization(random, random.poisson(items), 0.1, sigma=1.0)
        interval = replay(made.question, made.planted).saved
        covered.append(interval.low <= truth <= interval.high)
    assert 0.85 <= np.mean(covered) <= 0.95


def predicted_by_realised(saved_share: float, *, is_all_faster: bool) -> float:
    """The same histories, with the waits within streams as a team's own requests are served."""
    predicted, realised = [], []
    for seed in range(25):
        random = np.random.default_rng([seed, 11])
        made = organization(random, 300, 0.1, sigma=1.0, saved_share=saved_share, is_all_faster=is_all_faster)
        replayed = replay(made.question, made.planted)
        predicted.append(replayed.saved.estimate)
        realised.append(saved_share * replayed.between.sum())
    return float(np.sum(predicted) / np.sum(realised))


@pytest.mark.heavy
@pytest.mark.parametrize("saved_share", [0.3, 0.6])
def test_what_is_predicted_is_what_the_same_history_realises(saved_share: float) -> None:
    assert 0.8 <= predicted_by_realised(saved_share, is_all_faster=False) <= 1.25


@pytest.mark.heavy
@pytest.mark.parametrize("saved_share", [0.3, 0.6])
def test_what_a_team_saves_of_waits_beyond_tau_is_not_predicted(saved_share: float) -> None:
    """Means are up to tau: where all waits are shorter, many beyond it, the prediction is on the low side."""
    assert 0.75 <= predicted_by_realised(saved_share, is_all_faster=True) <= 1
