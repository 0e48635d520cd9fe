"""`baton whatif merge`: the same history with some teams as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from assets.flow.merge.groups import Numbers
from assets.flow.merge.question import Known
from assets.flow.merge.replay import Interval, Leads, Replay, leads, replay
from assets.flow.merge.verdict import split_pool_ratio
from pipelines.cli.ask import Row, ask
from pipelines.cli.screen import Screen, say, say_json
from pipelines.cli.whatif_evidence import evidence, facts, team_numbers
from pipelines.cli.whatif_publish import publish_merger, refuse_name
from pipelines.cli.whatif_words import show_merger
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings

QUARTER_WEEKS = 13
NOT_KNOWN = (
    "how long the new team takes to find itself, and what it loses meanwhile",
    "whether its members will serve each other as they serve their own team today: that is assumed",
    "talk, meetings and work that neither Jira nor GitHub shows",
)


def what_if_merged(settings: Settings, teams: Sequence[str], as_json: bool, name: str | None) -> None:
    """Raises Failed where a team is not known, where there are not two, or where the name is taken."""
    if name is not None:
        refuse_name(settings.places, name)
    with evidence(settings) as db:
        [window] = ask(db, "whatif/window")
        found = facts(db)
        numbers = team_numbers(found, teams)
        if len(numbers) < 2:
            raise Failed(ExitCode.WRONG, ["name two teams or more that are not the same"])
        [rate] = ask(db, "whatif/rate")
        chains = ask(db, "whatif/chains", teams=",".join(found.ids[number] for number in numbers))
    answer = answer_of(window | rate, found, numbers, chains)
    if as_json:
        say_json(answer, _as_json)
    else:
        show_merger(Screen(), answer)
    if name is not None:
        where = publish_merger(settings, name, [found.ids[number] for number in numbers])
        say(f"Published as they would be in {where}: `baton sql --whatif {name}` reads it.", is_error=True)


def answer_of(window: Row, found: Known, numbers: list[int], chains: list[Row]) -> dict[str, Any]:
    labels = np.arange(len(found.ids))
    labels[numbers] = min(numbers)
    is_member = labels == min(numbers)
    replayed = replay(found.question, labels)
    weeks = window["window_weeks"]
    teams = [_team(found, replayed, number) for number in numbers]
    sizes = [team["people_count"] for team in teams]
    people = None if None in sizes else sum(sizes)
    is_to_them = is_member & ~is_member[:, None]
    rate = window["cost_per_waited_hour"]
    total = found.question.waits.between(np.ones(found.question.chain_count))
    return {
        **window,
        "teams": teams,
        "people_count": people,
        "largest_team_count": found.question.largest,
        "wait_business_hours": float(replayed.between.sum()),
        "review_business_hours": float((found.review_hours * _among(is_member)).sum()),
        "handoff_count": int((found.handoffs * _among(is_member)).sum()),
        "saved_business_hours_per_quarter": _scaled(replayed.saved, QUARTER_WEEKS / weeks),
        "saved_cost_per_quarter": rate and _scaled(replayed.saved, QUARTER_WEEKS / weeks * rate),
        "lead_times": _lead_times(found, replayed, chains),
        "third_team_count": int(((found.handoffs * is_to_them).sum(axis=1) > 0).sum()),
        "third_team_business_hours": float((total * is_to_them).sum()),
        "third_team_handoff_count": int((found.handoffs * is_to_them).sum()),
        "doubts": list(_doubts(found, numbers, people)),
        "not_known": NOT_KNOWN,
    }


def _among(is_member: Numbers) -> Numbers:
    both: Numbers = is_member & is_member[:, None] & ~np.eye(len(is_member), dtype=bool)
    return both


def _team(found: Known, replayed: Replay, number: int) -> dict[str, Any]:
    row = found.teams.row(number, named=True)
    requests = found.question.requests
    estimate = replayed.shares.estimate[number]
    return {
        "team_id": row["team_id"],
        "team_name": row["name"],
        "people_count": row["people_count"],
        "waited_for_business_hours": float(replayed.between[:, number].sum()),
        "saved_share": None if np.isnan(estimate) else float(estimate),
        "saved_share_low": float(replayed.shares.low[number]),
        "saved_share_high": float(replayed.shares.high[number]),
        "basis": "assumed" if np.isnan(estimate) else "internal requests",
        "internal_request_count": len(requests.of(number, is_internal=True)),
        "external_request_count": len(requests.of(number, is_internal=False)),
        "split_pool_price": row["people_count"] and split_pool_ratio(row["people_count"]),
    }


def _scaled(interval: Interval, factor: float) -> dict[str, float | None]:
    return {
        "estimate": None if np.isnan(interval.estimate) else interval.estimate * factor,
        "low": interval.low * factor,
        "high": interval.high * factor,
    }


def _lead_times(found: Known, replayed: Replay, chains: list[Row]) -> dict[str, Any] | None:
    """None where no chain waited between the teams on its critical path."""
    roots = sorted({row["root_number"] for row in chains})
    if not roots:
        return None
    lead_hours = np.zeros(len(roots))
    wait_hours = np.zeros((len(roots), len(found.ids)))
    for row in chains:
        at = roots.index(row["root_number"])
        lead_hours[at] = row["lead_hours"]
        wait_hours[at, found.ids.index(row["to_team"])] = row["wait_hours"]
    return _described(leads(replayed, lead_hours, wait_hours))


def _described(found: Leads) -> dict[str, Any]:
    return {
        "chain_count": len(found.hours),
        "p50_hours": float(np.median(found.hours)),
        "p50_low_hours": float(np.median(found.at_least)),
        "p50_high_hours": float(np.median(found.at_most)),
        "shorter_share": _scaled(found.shorter_share, 1),
    }


def _doubts(found: Known, numbers: list[int], people: int | None) -> list[str]:
    rows = [found.teams.row(number, named=True) for number in numbers]
    doubts = [
        f"{row['name']} was changed by a reorganization on {row['reorganized_at']:%Y-%m-%d}:"
        " the waits before it are those of what it was"
        for row in rows
        if row["reorganized_at"]
    ]
    doubts += [
        f"{row['name']} is a shared platform: it serves all by design"
        for row in rows
        if row["is_platform_shared"]
    ]
    if people is None:
        doubts.append("nobody is known to be in one of the teams: how large they would be is not known")
    elif people > found.question.largest:
        doubts.append(
            f"{people} people are more than merges.largest_team, {found.question.largest}:"
            " what such a team loses by its size is not counted"
        )
    return doubts


def _as_json(value: object) -> str:
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else str(value)
