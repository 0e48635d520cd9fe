"""Mean log lead times of groups in which some have not ended yet."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

# Lead times are put together in steps of five percent, so that the work does not grow with their number.
STEP = 0.05
STEPS = math.ceil(math.log(200_000) / STEP) + 1
ROUNDS = 200
CLOSE_ENOUGH = 1e-4
ROOT = math.log(math.sqrt(2 * math.pi))


@dataclass(frozen=True, slots=True)
class LogLeads:
    """Of each group: how many, how many of these were done, and the mean of log hours with its variance."""

    count: Numbers
    done_count: Numbers
    mean: Numbers
    variance: Numbers


def log_leads(
    group: npt.NDArray[np.intp],
    start: Numbers,
    end: Numbers,
    is_done: npt.NDArray[np.bool_],
    group_count: int,
) -> LogLeads:
    """The maximum-likelihood mean of log lead times, those not done taken as longer than they are so far.

    Lead times are taken as log-normal (a censored normal regression, Tobin 1958, by expectation and
    maximization, Dempster, Laird and Rubin 1977). A lead time below an hour counts as an hour.
    """
    # Importing it takes a third of a second, in every command.
    from scipy.special import log_ndtr

    level = np.log(np.clip(end - start, 1, math.exp(STEP * (STEPS - 1))))
    step = np.rint(level / STEP).astype(np.intp)
    shape = (group_count, 2, STEPS)
    place = np.ravel_multi_index((group, is_done.astype(np.intp), step), shape)
    waiting, done = np.moveaxis(np.bincount(place, minlength=math.prod(shape)).reshape(shape), 1, 0)
    count, done_count = (waiting + done).sum(axis=1), done.sum(axis=1)
    value = np.arange(STEPS) * STEP
    total = np.maximum(count, 1)
    mean = ((waiting + done) @ value) / total
    spread = np.sqrt(np.maximum(((waiting + done) @ value**2) / total - mean**2, STEP**2))
    done_sum, done_squares = done @ value, done @ value**2
    for _ in range(ROUNDS):
        z = (value - mean[:, None]) / spread[:, None]
        hazard = np.exp(-(z**2) / 2 - ROOT - log_ndtr(-z))
        expected = mean[:, None] + spread[:, None] * hazard
        squares = (
            mean[:, None] ** 2 + spread[:, None] ** 2 + spread[:, None] * hazard * (value + mean[:, None])
        )
        next_mean = (done_sum + (waiting * expected).sum(axis=1)) / total
        next_square = (done_squares + (waiting * squares).sum(axis=1)) / total
        next_spread = np.sqrt(np.maximum(next_square - next_mean**2, STEP**2))
        moved = np.abs(next_mean - mean)[done_count > 0]
        mean, spread = next_mean, next_spread
        if not len(moved) or moved.max() < CLOSE_ENOUGH:
            break
    is_known = done_count > 0
    return LogLeads(
        count.astype(float),
        done_count.astype(float),
        np.where(is_known, mean, math.nan),
        np.where(is_known, spread**2 / np.maximum(done_count, 1), math.nan),
    )
