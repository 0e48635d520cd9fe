"""What the best partition says, in words: no clear merge, unless it is hardly chance and saves something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assets.flow.merge.choice import Choice
from assets.flow.merge.groups import MOST_GROUPS
from assets.flow.merge.question import Known

FEWEST_THE_SAME = 0.8
NO_CLEAR_MERGE = "No clear merge"
# At so much load of each person.
POOL_LOAD = 0.8


def is_clear(whole_partition: dict[str, Any]) -> bool:
    return bool(
        whole_partition["merged_group_count"]
        and whole_partition["stability_share"] >= FEWEST_THE_SAME
        and whole_partition["other_half_saved_low_business_hours"] > 0
    )


def saves(group: dict[str, Any]) -> bool:
    """Whether it puts teams together that nobody asked to be, and that hardly saves nothing."""
    is_found = group["team_count"] > 1 and not group["is_asked_for"]
    return bool(is_found and group["saved_low_business_hours"] > 0)


def too_many(largest: float) -> str:
    return (
        f"{NO_CLEAR_MERGE}: more than {MOST_GROUPS:,} groups of teams have at most {largest} people,"
        " too many to search. Set merges.largest_team lower."
    )


def of_partition(facts: Known, choice: Choice, row: dict[str, Any], merged: Sequence[dict[str, Any]]) -> str:
    """The sentence of the whole partition; `merged` are its groups of two or more teams."""
    largest = facts.question.largest
    if not merged and choice.together:
        said = f"{NO_CLEAR_MERGE} but what the organization file asks for (merges.together)."
    elif not merged:
        said = (
            f"{NO_CLEAR_MERGE}: no two teams that wait for each other have at most {largest} people together."
        )
    elif row["stability_share"] < FEWEST_THE_SAME:
        said = (
            f"{NO_CLEAR_MERGE}: the best partition comes out the same in {row['stability_share']:.0%}"
            f" of resamples, and {FEWEST_THE_SAME:.0%} are needed."
        )
    elif not is_clear(row):
        said = f"{NO_CLEAR_MERGE}: {listed(merged)} may save nothing."
    else:
        return f"{listed(merged)}: {_inside(row)}; the same in {row['stability_share']:.0%} of resamples."
    return said + beyond(facts, choice)


def beyond(facts: Known, choice: Choice) -> str:
    """The two teams with most waits between them, if they are too many people together to be looked at."""
    both = choice.between + choice.between.T
    both[:, facts.is_platform] = both[facts.is_platform] = 0
    if not both.any():
        return ""
    pair = np.unravel_index(np.argmax(both), both.shape)
    people = facts.question.size[list(pair)].sum()
    if not people > facts.question.largest:
        return ""
    one, other = (facts.teams["name"][int(team)] for team in pair)
    return f" Most waits are between {one} and {other}, who would be {people:.0f} people."


def of_group(row: dict[str, Any]) -> str:
    names = " and ".join(row["team_names"])
    if row["team_count"] == 1:
        return f"{names} stays as it is."
    if row["is_asked_for"]:
        asked = " are one group because the organization file asks for it (merges.together)"
        return f"{names}{asked}: {_inside(row)}."
    nothing = "" if saves(row) else ": that may be nothing"
    return f"{names} would be {row['people_count']} people: {_inside(row)}{nothing}."


def _inside(row: dict[str, Any]) -> str:
    low, high = row["saved_low_business_hours"], row["saved_high_business_hours"]
    basis = "" if row["basis"] == "internal requests" else f" ({row['basis']})"
    return (
        f"{row['wait_business_hours']:,.0f} working hours of waits, {_share(row)} of what teams waited for"
        f" each other, would be inside, and {low:,.0f} to {high:,.0f} of them would have been saved{basis}"
    )


def listed(merged: Sequence[dict[str, Any]]) -> str:
    return "; ".join(" with ".join(row["team_names"]) for row in merged)


def _share(row: dict[str, Any]) -> str:
    share = row["wait_business_hours"] / row["movable_business_hours"]
    return "less than 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def split_pool_ratio(people: int) -> float:
    """How many times as long a request waits for one person of its own as for a pool of so many (M/M/c)."""
    load = POOL_LOAD * people
    # Erlang's B by its recursion, and C from it.
    busy = 1.0
    for servers in range(1, people + 1):
        busy = load * busy / (servers + load * busy)
    queued = busy / (1 - POOL_LOAD * (1 - busy))
    alone = POOL_LOAD / (1 - POOL_LOAD)
    return alone / (queued / (people * (1 - POOL_LOAD)))
