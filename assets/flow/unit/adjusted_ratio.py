"""How many times as long work of several teams takes by a regression: the check of what matching finds.

log(hours) by class, logarithm of the size, type, priority and quarter of the creation; what is open or
cancelled takes longer than it is (metrics: integrated work against chains). Each measure of size has its own
intercept and slope.
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from assets.curves import Numbers
from assets.flow.unit.censored_regression import fit
from assets.stratified_ratio import FEWEST_FOR_A_SIGN, FEWEST_UNITS, Ratio

FACTORS = ("type", "priority", "quarter")
# Labels are numbers from one on, in the order of their names.
OTHERS = 0
# The largest variance of a logarithm that says anything.
WIDEST = 100.0
NOT_KNOWN = (math.nan, math.nan)


def adjusted(frame: pl.DataFrame) -> Ratio:
    """The ratio of units with more than one team to those with one; NaN with too few of either."""
    is_common = pl.len() >= FEWEST_UNITS, pl.col("is_done").sum() >= FEWEST_FOR_A_SIGN
    # Lines and points have no common measure, so what few are measured by is left out.
    units = frame.filter(pl.all_horizontal(*is_common).over("size_measure"))
    is_chain = units["team_count"].to_numpy() > 1
    is_done = units["is_done"].to_numpy()
    counts = int(is_chain.sum()), int((~is_chain).sum())
    nothing = Ratio(counts, NOT_KNOWN, math.nan, *NOT_KNOWN, has_mixed_signs=False)
    done_counts = (is_done & is_chain).sum(), (is_done & ~is_chain).sum()
    if min(counts) < FEWEST_UNITS or min(done_counts) < FEWEST_FOR_A_SIGN:
        return nothing
    design = design_of(units, is_chain)
    if not is_apart(design):
        return nothing
    cluster = units["cluster_number"].to_numpy()
    # A lead time below an hour counts as an hour, or minutes would outweigh months.
    found = fit(np.log(np.maximum(units["hours"].to_numpy(), 1)), is_done, design, cluster)
    log_ratio = float(found.coefficient[0])
    ends = interval(log_ratio, float(found.covariance[0, 0]), len(np.unique(cluster)))
    # The last digits of a sum depend on its order.
    ratio, low, high = (round(number, 9) for number in (math.exp(log_ratio), *ends))
    return Ratio(counts, NOT_KNOWN, ratio, low, high, has_mixed_signs=False)


def interval(log_ratio: float, variance: float, cluster_count: int) -> tuple[float, float]:
    """Of 95 %; of few clusters a sandwich knows too little, and of one nothing."""
    if cluster_count < FEWEST_UNITS or not 0 < variance < WIDEST:
        return NOT_KNOWN
    reach = quantile(cluster_count - 1) * math.sqrt(variance)
    return math.exp(log_ratio - reach), math.exp(log_ratio + reach)


def design_of(units: pl.DataFrame, is_chain: Numbers) -> Numbers:
    """Columns: the class; each measure, and the size by it; each label of a factor but one."""
    log_size = np.log(np.maximum(units["size"].to_numpy(), 0.5))
    measure = numbered(units["size_measure"])
    columns = [is_chain.astype(float)]
    for name in np.unique(measure):
        is_of_it = measure == name
        columns += [is_of_it.astype(float), is_of_it * (log_size - log_size[is_of_it].mean())]
    for factor in FACTORS:
        label = labels(units, factor)
        columns += [(label == name).astype(float) for name in np.unique(label)[1:]]
    return np.column_stack(columns)


def labels(units: pl.DataFrame, factor: str) -> Numbers:
    """Those of too few units are put together; what is still of too few goes to the commonest."""
    label = numbered(units[factor])
    is_done = units["is_done"].to_numpy()
    for together in (OTHERS, None):
        names, number, count = np.unique(label, return_inverse=True, return_counts=True)
        done_count = np.bincount(number, is_done, len(names))
        is_rare = (count < FEWEST_UNITS) | (done_count < FEWEST_FOR_A_SIGN)
        label = np.where(is_rare[number], names[count.argmax()] if together is None else together, label)
    return label


def numbered(names: pl.Series) -> Numbers:
    """A number for each name; what has none is a kind of its own."""
    return names.fill_null("").rank("dense").to_numpy().astype(np.int64)


def is_apart(design: Numbers) -> bool:
    """Whether the first column is none of what the others make."""
    first, others = design[:, 0], design[:, 1:]
    shared = others.T @ first
    explained = shared @ np.linalg.pinv(others.T @ others, 1e-10, hermitian=True) @ shared
    return bool(first @ first - explained > 1e-6 * len(design))


def quantile(freedom: int) -> float:
    """Of Student's distribution at 97.5 %: fewer clusters make a wider interval."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))
