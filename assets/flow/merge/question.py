"""What the tables know of teams, waits and requests, as arrays in which teams and chains are numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from assets.flow.merge.choice import Question
from assets.flow.merge.evidence import Requests, Waits
from assets.flow.merge.groups import Numbers

WAITS: dict[str, pl.DataType] = {
    **dict.fromkeys(["from_team", "to_team", "layer"], pl.String()),
    "chain_key": pl.UInt64(),
    "business_hours": pl.Float64(),
    "handoff_count": pl.Int64(),
}
REQUESTS: dict[str, pl.DataType] = {
    "team_id": pl.String(),
    "chain_key": pl.UInt64(),
    **dict.fromkeys(["is_internal", "is_picked_up"], pl.Boolean()),
    **dict.fromkeys(["business_hours", "follow_up_business_hours"], pl.Float64()),
}


@dataclass(frozen=True, slots=True)
class Known:
    """The question, with what is only told beside it; matrices are by giver and receiver."""

    question: Question
    teams: pl.DataFrame
    handoffs: Numbers
    review_hours: Numbers

    @property
    def ids(self) -> list[str]:
        return self.teams["team_id"].to_list()

    @property
    def is_platform(self) -> Numbers:
        return self.teams["is_platform_shared"].to_numpy()


def known(row: pl.DataFrame) -> Known:
    """From the one row of merge_group.frame.sql."""
    teams = row["teams"].explode().drop_nulls().struct.unnest()
    ids = teams["team_id"].to_list()
    waits, requests = rows(row["waits"], WAITS), rows(row["requests"], REQUESTS)
    keys = pl.concat([waits["chain_key"], requests["chain_key"]]).unique().sort()
    chains = pl.Series(range(len(keys)), dtype=pl.Int64)

    def number(column: pl.Series, names: pl.Series | list[str]) -> Numbers:
        numbers = chains if column.name == "chain_key" else range(len(ids))
        return column.replace_strict(names, numbers, return_dtype=pl.Int64).to_numpy()

    chain, giver, receiver = (
        number(waits[column], names)
        for column, names in (("chain_key", keys), ("from_team", ids), ("to_team", ids))
    )
    hours = waits["business_hours"].fill_null(0).to_numpy()
    question = Question(
        Waits(chain, giver, receiver, hours, len(ids)),
        Requests(
            number(requests["chain_key"], keys),
            number(requests["team_id"], ids),
            requests["is_internal"].to_numpy(),
            requests["business_hours"].to_numpy(),
            requests["is_picked_up"].to_numpy(),
            requests["follow_up_business_hours"].to_numpy(),
            len(ids),
            row["tau_business_hours"][0],
        ),
        max(1, len(keys)),
        np.where(
            teams["is_platform_shared"].to_numpy(),
            np.nan,
            teams["people_count"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
        ),
        row["largest_team"][0],
        numbered(row["teams_together"], ids),
        numbered(row["teams_apart"], ids),
    )
    return Known(
        question,
        teams,
        by_pair(giver, receiver, waits["handoff_count"].to_numpy(), len(ids)),
        by_pair(giver, receiver, np.where(waits["layer"].to_numpy() == "review", hours, 0), len(ids)),
    )


def numbered(sets: pl.Series, ids: list[str]) -> tuple[frozenset[int], ...]:
    """Sets of teams; who is not there now is left out."""
    return tuple(
        frozenset(ids.index(team) for team in each if team in ids) for each in sets.explode().drop_nulls()
    )


def rows(column: pl.Series, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """A list of rows as a frame; it is null where a table is empty."""
    rows = column.explode().drop_nulls()
    return rows.struct.unnest().select(pl.col(schema)) if len(rows) else pl.DataFrame(schema=schema)


def by_pair(giver: Numbers, receiver: Numbers, counted: Numbers, teams: int) -> Numbers:
    return np.bincount(giver * teams + receiver, weights=counted, minlength=teams**2).reshape(teams, teams)
