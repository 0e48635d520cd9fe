"""Which columns of the marts refer to which mart: what a query may join on.

A value that stands for more than one row (`*`), or for a team that nobody knows, refers to none, like null.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assets.table import Table

# Columns that mean the same wherever they stand.
EVERYWHERE = {
    "team_id": ("team", "team_id"),
    "from_team": ("team", "team_id"),
    "to_team": ("team", "team_id"),
    "requester_team": ("team", "team_id"),
    "other_team_id": ("team", "team_id"),
    "serving_team": ("team", "team_id"),
    "largest_requester_team": ("team", "team_id"),
    "blocker_team_id": ("team", "team_id"),
    "first_team": ("team", "team_id"),
    "source": ("source", "source"),
    "ticket_source": ("source", "source"),
    "work_item_source": ("source", "source"),
    "week_starts_on": ("week", "week_starts_on"),
    "release_week_starts_on": ("week", "week_starts_on"),
    "close_week_starts_on": ("week", "week_starts_on"),
    "day_on": ("day", "day_on"),
    "month_starts_on": ("month", "month_starts_on"),
    "handoff_id": ("handoff", "handoff_id"),
}
# Of several columns together: which tables have them, and what they refer to.
TICKET = ("work_item", ("source", "work_item_id"))
TOGETHER = {
    ("source", "work_item_id"): (("ageing", "blocked_time", "queue_item"), TICKET),
    ("source", "ticket_id"): (("ownership",), TICKET),
    ("ticket_source", "ticket_id"): (("link",), TICKET),
    ("source", "root_ticket_id"): (
        ("chain_item", "chain_segment"),
        ("chain", ("source", "root_ticket_id")),
    ),
    ("source", "pull_request_id"): (
        ("link", "review_request"),
        ("pull_request", ("source", "pull_request_id")),
    ),
}
# Teams began before the first week that is published.
BEFORE_ALL_WEEKS = ("organization_event", "week_starts_on")
# Columns of a key in which `*` and the like stand for all others: such rows are no part of a sum.
TOTALS = {
    "delivery_week": ("source", "repository_id", "team_id"),
    "handoff_trend": ("from_team", "to_team", "layer", "origin"),
    "independence_week": ("team_id",),
    "integration_ratio": ("stratum", "dose"),
    "merge_option": ("group_id",),
    "queue_trend": ("team_id", "requester_team"),
    "service_level": ("requester_class",),
    "sprint": ("team_id",),
}
# Its rows of requests by nobody knows whom are of UNKNOWN.
OF_NOBODY_KNOWN = ("team_week_requester", "requester_team")
NO_ROW = ("*", "*non-platform", "UNKNOWN")


@dataclass(frozen=True, slots=True)
class Relation:
    """`columns` of a table are `key` of the table `refers_to`; but for NO_ROW, unless it `is_whole`."""

    columns: tuple[str, ...]
    refers_to: str
    key: tuple[str, ...]
    is_whole: bool = True


def relations(mart: Table) -> Iterator[Relation]:
    for column in mart.columns:
        table, key = EVERYWHERE.get(column, (mart.name, column))
        if table != mart.name and (mart.name, column) != BEFORE_ALL_WEEKS:
            is_whole = column not in TOTALS.get(mart.name, ()) and (mart.name, column) != OF_NOBODY_KNOWN
            yield Relation((column,), table, (key,), is_whole)
    for columns, (marts, (table, keys)) in TOGETHER.items():
        if mart.name in marts:
            yield Relation(columns, table, keys)
