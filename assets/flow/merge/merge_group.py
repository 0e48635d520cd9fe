"""flow.merge_group: which teams would best be put together, and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from assets.flow.merge.choice import Choice, Shares, choose, inside
from assets.flow.merge.groups import Numbers, TooManyGroupsError
from assets.flow.merge.question import Known, known
from assets.flow.merge.verdict import is_clear, of_group, of_partition, saves, split_pool_ratio, too_many
from assets.frame import read_frame

WHOLE_PARTITION = "*"
ESTIMATED, ASSUMED, PARTLY = "internal requests", "assumed", "partly assumed"


def groups(row: pl.DataFrame) -> pl.DataFrame:
    if row.is_empty() or not row["teams"].explode().drop_nulls().len():
        return pl.DataFrame(schema=SCHEMA)
    facts = known(row)
    try:
        choice = choose(facts.question)
    except TooManyGroupsError:
        unknown = {
            "group_id": WHOLE_PARTITION,
            "is_clear": False,
            "sentence": too_many(facts.question.largest),
        }
        return pl.DataFrame([unknown], schema=SCHEMA)
    return pl.DataFrame(list(rows(facts, choice)), schema=SCHEMA).with_columns(
        pl.selectors.float().fill_nan(None)
    )


def rows(facts: Known, choice: Choice) -> list[dict[str, Any]]:
    """Each group of teams that are no platform, and all of them."""
    is_free = ~facts.is_platform
    to_move = choice.between * (is_free[:, None] & is_free)
    totals = {
        "movable_business_hours": to_move.sum(),
        "platform_business_hours": choice.between.sum() - to_move.sum(),
    }
    first = np.unique(choice.labels[is_free])
    by_group = [
        {
            **group(facts, choice, choice.labels == label),
            **totals,
            "stability_share": choice.group_stability[label],
            "is_asked_for": frozenset(np.flatnonzero(choice.labels == label)) in choice.together,
        }
        for label in first
    ]
    merged = [row for row in by_group if row["team_count"] > 1 and not row["is_asked_for"]]
    whole_partition = {
        **group(facts, choice, is_free),
        **totals,
        "group_id": WHOLE_PARTITION,
        "merged_group_count": len(merged),
        "stability_share": choice.stability,
        "third_team_count": None,
    }
    if merged:
        whole_partition |= {
            "other_half_business_hours": choice.other_half_hours,
            "other_half_saved_low_business_hours": choice.other_half_saved[0],
            "other_half_saved_high_business_hours": choice.other_half_saved[1],
        }
    clear = is_clear(whole_partition)
    whole_partition["sentence"] = of_partition(facts, choice, whole_partition, merged)
    by_group = [{**row, "sentence": of_group(row)} for row in by_group]
    return [
        *({**row, "is_clear": clear and saves(row)} for row in by_group),
        {**whole_partition, "is_clear": clear},
    ]


def group(facts: Known, choice: Choice, is_member: Numbers) -> dict[str, Any]:
    """What is inside a group of teams, or inside the groups of all teams that are no platform."""
    own = inside(choice.labels, choice.between) * is_member
    counted = inside(choice.labels, facts.handoffs) * is_member
    waits_on = (choice.between - inside(choice.labels, choice.between)) * is_member
    teams = facts.teams.filter(pl.Series(is_member))
    changed = teams.filter(pl.col("reorganized_at").is_not_null())
    ids = teams["team_id"].to_list()
    outside = (facts.handoffs - inside(choice.labels, facts.handoffs)) * is_member
    return {
        "group_id": "+".join(ids),
        "team_ids": ids,
        "team_names": teams["name"].to_list(),
        "team_count": len(ids),
        "people_count": teams["people_count"].sum() if not teams["people_count"].has_nulls() else None,
        "reorganized_team_ids": changed["team_id"].to_list(),
        "reorganized_team_names": changed["name"].to_list(),
        "split_pool_wait_ratios": [people and split_pool_ratio(people) for people in teams["people_count"]],
        "wait_business_hours": own.sum(),
        "review_business_hours": (inside(choice.labels, facts.review_hours) * is_member).sum(),
        "handoff_count": int(counted.sum()),
        **saving(own.sum(axis=0), choice.shares),
        "third_team_count": int((outside.sum(axis=1) > 0).sum()),
        "third_team_business_hours": waits_on.sum(),
        "third_team_handoff_count": int(outside.sum()),
    }


def saving(by_receiver: Numbers, shares: Shares) -> dict[str, Any]:
    """What would be saved of these waits, and what the shares rest on."""
    receives = by_receiver > 0
    is_estimated = np.isfinite(shares.estimate)
    low, high = (float(by_receiver @ side) for side in (shares.low, shares.high))
    estimate = float(by_receiver[receives] @ shares.estimate[receives])
    total = by_receiver.sum()
    basis = ESTIMATED if is_estimated[receives].all() else PARTLY if is_estimated[receives].any() else ASSUMED
    return {
        "saved_business_hours": estimate,
        "saved_low_business_hours": low,
        "saved_high_business_hours": high,
        "saved_low_share": low / total if total else None,
        "saved_high_share": high / total if total else None,
        "basis": basis if total else None,
    }


SCHEMA: dict[str, pl.DataType] = {
    "group_id": pl.String(),
    **dict.fromkeys(["team_ids", "team_names"], pl.List(pl.String())),
    **dict.fromkeys(["team_count", "people_count"], pl.Int64()),
    **dict.fromkeys(["reorganized_team_ids", "reorganized_team_names"], pl.List(pl.String())),
    "is_asked_for": pl.Boolean(),
    "merged_group_count": pl.Int64(),
    **dict.fromkeys(["wait_business_hours", "review_business_hours"], pl.Float64()),
    "handoff_count": pl.Int64(),
    **dict.fromkeys(["movable_business_hours", "platform_business_hours"], pl.Float64()),
    **dict.fromkeys([f"saved_{each}business_hours" for each in ("", "low_", "high_")], pl.Float64()),
    **dict.fromkeys(["saved_low_share", "saved_high_share"], pl.Float64()),
    "basis": pl.String(),
    "other_half_business_hours": pl.Float64(),
    **dict.fromkeys([f"other_half_saved_{each}_business_hours" for each in ("low", "high")], pl.Float64()),
    "stability_share": pl.Float64(),
    "third_team_count": pl.Int64(),
    "third_team_business_hours": pl.Float64(),
    "third_team_handoff_count": pl.Int64(),
    "split_pool_wait_ratios": pl.List(pl.Float64()),
    "is_clear": pl.Boolean(),
    "sentence": pl.String(),
}
FRAME = read_frame(Path(__file__), groups)
