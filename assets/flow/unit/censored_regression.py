"""A regression of log-normal durations, some of which have not ended yet; its errors allow for clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.curves import Numbers

ROUNDS = 100
# A step that raises the mean log-likelihood by less is the last: another would move the last digits alone.
CLOSE_ENOUGH = 1e-14
SHORTEST = 1e-6
# Directions of the design that say less than this part of the strongest are none.
FLAT = 1e-10
ROOT = float(np.log(np.sqrt(2 * np.pi)))


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients of the design's columns, and their covariance."""

    coefficient: Numbers
    covariance: Numbers


def fit(level: Numbers, is_done: Numbers, design: Numbers, cluster: Numbers) -> Fit:
    """The maximum-likelihood fit of logarithms of durations, those not done taken as higher than they are.

    A censored normal regression (Tobin 1958) by coefficients / sigma and 1 / sigma (Olsen 1978): so its
    likelihood has one summit, which Newton's steps find. The covariance is the sandwich of the scores of
    whole clusters (Liang and Zeger 1986). Where all are done this is least squares.
    """
    own, squares = design.T @ design, design.T @ level
    start = np.linalg.pinv(own, FLAT, hermitian=True) @ squares
    spread = max(float((level - design @ start).std()), 1e-6)
    wide = np.column_stack([design, -level])
    place = np.append(start, 1) / spread
    value, score, curve = likelihood(place, wide, is_done)
    for _ in range(ROUNDS):
        slope = score.sum(axis=0)
        step = np.linalg.pinv(curve, FLAT, hermitian=True) @ slope
        # What a whole step would raise the mean by, twice; when it is next to nothing, the step still counts.
        is_last = float(slope @ step) < CLOSE_ENOUGH * len(level)
        length = 1.0
        found = likelihood(place + step, wide, is_done)
        while not is_last and not found[0] >= value and length > SHORTEST:
            length /= 2
            found = likelihood(place + length * step, wide, is_done)
        place, (value, score, curve) = place + length * step, found
        if is_last:
            break
    return Fit(place[:-1] / place[-1], covariance(place, score, curve, cluster))


def likelihood(place: Numbers, wide: Numbers, is_done: Numbers) -> tuple[float, Numbers, Numbers]:
    """The log-likelihood, the scores of each row, and how it bends (less its second derivative)."""
    # Importing it takes a third of a second, in every command.
    from scipy.special import log_ndtr

    if place[-1] <= 0:
        return -np.inf, wide, np.zeros((len(place), len(place)))
    # How far each level lies above what is expected, in standard deviations.
    z = -(wide @ place)
    beyond = log_ndtr(-z)
    hazard = np.exp(-(z**2) / 2 - ROOT - beyond)
    done_count = int(is_done.sum())
    value = float(np.where(is_done, -(z**2) / 2 - ROOT, beyond).sum()) + done_count * float(np.log(place[-1]))
    score = np.where(is_done, z, hazard)[:, None] * wide
    score[:, -1] += is_done / place[-1]
    weight = np.where(is_done, 1, hazard * (hazard - z))
    curve = wide.T @ (weight[:, None] * wide)
    curve[-1, -1] += done_count / place[-1] ** 2
    return value, score, curve


def covariance(place: Numbers, score: Numbers, curve: Numbers, cluster: Numbers) -> Numbers:
    """That of the coefficients, from the scores of clusters."""
    number = np.unique(cluster, return_inverse=True)[1]
    count = int(number.max()) + 1
    added = np.column_stack([np.bincount(number, column, count) for column in score.T])
    bread = np.linalg.pinv(curve, FLAT, hermitian=True)
    of_place = bread @ (added.T @ added) @ bread * count / max(count - 1, 1)
    # A coefficient is one place divided by the last.
    turn = np.column_stack([np.eye(len(place) - 1), -place[:-1] / place[-1]]) / place[-1]
    return np.asarray(turn @ of_place @ turn.T)
