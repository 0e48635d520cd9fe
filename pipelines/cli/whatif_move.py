"""`baton whatif move`: the same history with somebody in another team, in a copy of the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb

from assets.flow.tables import FLOW
from assets.query import Path as TablePath
from assets.table import Table, tables
from assets.table_asset import Buildable, in_order
from connectors import warehouse
from pipelines.cli.ask import QUERIES, Row, ask
from pipelines.cli.screen import Screen, say_json
from pipelines.cli.terminal import stderr_watcher
from pipelines.cli.whatif_copy import copied
from pipelines.cli.whatif_evidence import evidence, facts, team_numbers
from pipelines.cli.whatif_words import show_move
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings

MOVED = ("core", "team_member")
ASKED: set[TablePath] = {("flow", "handoff"), ("flow", "merge_team")}
NOT_KNOWN = (
    "what others would have taken over, or given to this team, instead",
    "how long work would have waited inside the team instead",
    "talk, meetings and work that neither Jira nor GitHub shows",
)


def what_if_moved(settings: Settings, person: str, team: str, since: str, as_json: bool) -> None:
    """Raises Failed where person or team is not known, and WarehouseHeld while a run goes on."""
    with evidence(settings) as db:
        [window] = ask(db, "whatif/window")
        found = facts(db)
        [number] = team_numbers(found, [team])
        [place] = ask(db, "whatif/place", person=person, since=since)
    team_id = found.ids[number]
    if not place["is_known"]:
        hint = "people are named there by their ids"
        raise Failed(ExitCode.WRONG, [f"the organization file has no person {person!r}: {hint}"])
    if place["since"] >= window["as_of"]:
        raise Failed(
            ExitCode.WRONG, [f"--from {since} is not before the last run's {window['as_of']:%Y-%m-%d}"]
        )
    with copied(settings) as places, warehouse.connect(places.warehouse) as db:
        before = ask(db, "whatif/handoffs")
        _move(db, person, team_id, place["since"])
        after = ask(db, "whatif/handoffs")
    answer = {
        **window,
        "since": place["since"],
        "team_before_id": place["team_id"],
        "team_id": team_id,
        "team_name": found.teams["name"][number],
        **_difference(before, after),
        "not_known": NOT_KNOWN,
    }
    if as_json:
        say_json(answer, _as_json)
    else:
        show_move(Screen(), person, answer)


def _move(db: duckdb.DuckDBPyConnection, person: str, team_id: str, since: datetime) -> None:
    """Put the person into the team, and make anew what follows from it and is asked for."""
    for name, value in (("person", person), ("team", team_id), ("since", since)):
        db.execute(f"set variable whatif_{name} = $1", [value])
    query = (QUERIES / "whatif/stays.sql").read_text(encoding="utf-8")
    Table(*MOVED, query=query, description="").build(db)
    following = list(what_follows())
    watcher = stderr_watcher()
    with watcher.watching():
        for done, each in enumerate(following):
            watcher.table(each.table.qualified, done, len(following))
            each.build(db)


def what_follows() -> Iterator[Buildable]:
    """The tables from core.team_member to those that are asked, each after those that it reads."""
    order: list[Buildable] = [*in_order(tables("core")), *in_order(FLOW)]
    changed, needed = {MOVED}, set(ASKED)
    for each in order:
        if each.table.path != MOVED and changed.intersection(each.sources):
            changed.add(each.table.path)
    for each in reversed(order):
        if each.table.path in needed:
            needed.update(each.sources)
    return (each for each in order if each.table.path in (changed & needed) - {MOVED})


def _difference(before: list[Row], after: list[Row]) -> dict[str, Any]:
    """Handoffs that would have been none, those that were none, and those that are with another team."""
    old, new = ({row["handoff_id"]: row for row in rows} for rows in (before, after))
    return {
        **_counted("all", before),
        **_counted("inside", [row for key, row in old.items() if key not in new]),
        **_counted("between", [row for key, row in new.items() if key not in old]),
        **_counted(
            "redirected", [row for key, row in old.items() if key in new and _pair(new[key]) != _pair(row)]
        ),
        "pairs": _pairs(before, after),
    }


def _pairs(before: list[Row], after: list[Row]) -> list[dict[str, Any]]:
    """Pairs of teams with other handoffs than before, those first that lose most hours."""
    rows_of: dict[tuple[str, str], tuple[list[Row], list[Row]]] = {}
    for side, rows in enumerate((before, after)):
        for row in rows:
            rows_of.setdefault(_pair(row), ([], []))[side].append(row)
    names = ("from_team", "from_team_name", "to_team", "to_team_name")
    pairs = [
        {
            **{name: (was or would_be)[0][name] for name in names},
            **_counted("was", was),
            **_counted("would_be", would_be),
        }
        for was, would_be in rows_of.values()
        if {row["handoff_id"] for row in was} != {row["handoff_id"] for row in would_be}
    ]
    return sorted(pairs, key=lambda pair: pair["would_be_business_hours"] - pair["was_business_hours"])


def _pair(row: Row) -> tuple[str, str]:
    return row["from_team"], row["to_team"]


def _counted(name: str, rows: list[Row]) -> dict[str, Any]:
    return {
        f"{name}_handoff_count": len(rows),
        f"{name}_business_hours": float(sum(row["business_hours"] for row in rows)),
    }


def _as_json(value: object) -> str:
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else str(value)
