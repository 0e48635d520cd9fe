"""Simulated pieces of work of one team and of several, with what is true of them."""

from __future__ import annotations

import numpy as np
import polars as pl

SIZES = np.array(["1", "2", "3", "5", "8+"])
WEEK = 168.0
POINTS = np.array([1.0, 2.0, 3.0, 5.0, 8.0])
# How much a history sees of each piece of work, at most.
YEAR = 52 * WEEK


def simulated(seed: int, count: int, ratio: float, *, sigma: float = 0.9, per_epic: int = 1) -> pl.DataFrame:
    """Larger work takes longer and is more often of several teams, which makes it `ratio` times as long.

    Of an epic's pieces of work all are faster or slower together, and of one class.
    """
    chance = np.random.default_rng(seed)
    size = chance.integers(0, len(SIZES), count)
    epic = np.arange(count) // per_epic
    if per_epic > 1:
        size = size[epic]
    is_chain = (chance.random(count) < 0.2 + 0.15 * size)[epic * per_epic]
    together = 0.6 * chance.standard_normal(count)[epic] if per_epic > 1 else 0
    lasts = 60 * 1.6**size * np.exp(sigma * chance.standard_normal(count) + together)
    lasts = np.where(is_chain, ratio * lasts, lasts)
    return watched(chance, lasts, np.where(is_chain, 2, 1)).with_columns(
        size_bucket=pl.Series(SIZES[size]), size=pl.Series(POINTS[size]), cluster_number=pl.Series(epic)
    )


def watched(chance: np.random.Generator, lasts: np.ndarray, teams: np.ndarray) -> pl.DataFrame:
    """Work that began at any time of a year: what is not done by its end is open, and some is cancelled."""
    count = len(lasts)
    follow_up = chance.uniform(0, YEAR, count)
    cancelled_after = chance.exponential(4 * YEAR, count)
    hours = np.minimum(np.minimum(lasts, cancelled_after), follow_up)
    return pl.DataFrame(
        {
            "unit_number": np.arange(count),
            "cluster_number": np.arange(count),
            "is_done": lasts <= hours,
            "team_count": teams,
            "landmark_team_count": np.where(hours > WEEK, teams, 0),
            "size_bucket": "1",
            "size_measure": "points",
            "size": 1.0,
            "type": "Story",
            "priority": "Medium",
            "quarter": "2025-01",
            "hours": hours,
            "landmark_hours": np.maximum(hours - WEEK, 0),
            "follow_up": follow_up,
        }
    )


def immortal(seed: int, count: int) -> pl.DataFrame:
    """Teams come to work by and by, and make it no longer: what lasts longer has had time to collect more."""
    chance = np.random.default_rng(seed)
    lasts = 200 * np.exp(0.9 * chance.standard_normal(count))
    later = np.cumsum(chance.exponential(300, (count, 5)), axis=1)
    work = watched(chance, lasts, np.ones(count, np.int64))
    hours = work["hours"].to_numpy()
    teams = 1 + (later < hours[:, None]).sum(axis=1)
    by_then = 1 + (later < WEEK).sum(axis=1)
    return work.with_columns(
        team_count=pl.Series(teams), landmark_team_count=pl.Series(np.where(hours > WEEK, by_then, 0))
    )
