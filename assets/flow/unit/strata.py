"""Which units are compared with which: all of them, those of one size, or of one size and type."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from assets.curves import Numbers
from assets.stratified_ratio import FEWEST_FOR_A_SIGN

ALL = "*"
OTHERS = "other types"


@dataclass(frozen=True, slots=True)
class Strata:
    """The stratum of each unit, by its number among the names."""

    names: list[str]
    number: Numbers

    def some(self, mask: Numbers) -> Strata:
        """The same strata with those units alone that a mask chooses."""
        return Strata(self.names, self.number[mask])


def everything(units: pl.DataFrame) -> Strata:
    """All units in one."""
    return Strata([ALL], np.zeros(len(units), np.int64))


def by_size(units: pl.DataFrame) -> Strata:
    """The size buckets."""
    return named(units["size_bucket"])


def by_size_and_type(units: pl.DataFrame, is_chain: Numbers) -> Strata | None:
    """A bucket's types with enough units of each class, and its others together; None if none has."""
    is_of_chain = pl.col("is_chain")
    fewest = pl.min_horizontal(is_of_chain.sum(), (~is_of_chain).sum()).over("size_bucket", "type")
    cells = units.select(
        "size_bucket", pl.col("type").fill_null("unknown type"), pl.Series("is_chain", is_chain)
    ).with_columns((fewest >= FEWEST_FOR_A_SIGN).alias("is_enough"))
    if not cells["is_enough"].any():
        return None
    of_type = pl.when("is_enough").then("type").otherwise(pl.lit(OTHERS))
    return named(cells.select(pl.concat_str("size_bucket", pl.lit(", "), of_type)).to_series())


def named(labels: pl.Series) -> Strata:
    """The strata of labels, in the order of their names."""
    names = labels.unique().sort()
    return Strata(names.to_list(), names.search_sorted(labels).to_numpy().astype(np.int64))
