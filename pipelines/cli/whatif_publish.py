"""`baton whatif merge … --publish NAME`: the published tables of teams that are one, beside what is current.

A recount: everything is derived anew from what was landed, with another organization file. Nobody works
faster in it; what waited between these teams is within one now, and no handoff.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from assets.core.tables import CORE
from assets.flow.tables import FLOW
from assets.marts.tables import MARTS
from assets.published.snapshot import publish
from assets.table import Table
from assets.table_asset import build_stage, in_order
from connectors.places import Places
from connectors.warehouse import Warehouse
from pipelines import wiring
from pipelines.cli.ask import QUERIES, ask, read_only
from pipelines.cli.screen import say
from pipelines.cli.sql import what_ifs
from pipelines.cli.terminal import stderr_watcher
from pipelines.cli.whatif_copy import copied
from pipelines.cli.whatif_teams import with_one_team
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# Streams of the landing that a what-if has otherwise, by the query that says how.
SUPPOSED = ("organization", "run", "weekly_figure")


def refuse_name(places: Places, name: str) -> None:
    """Raises Failed where no what-if can be published under this name."""
    if not NAME.fullmatch(name):
        raise Failed(ExitCode.WRONG, [f"{name!r} is no name for a what-if: a-z, 0-9, _ and -, at most 40"])
    if name in what_ifs(places):
        raise Failed(
            ExitCode.WRONG,
            [f"a what-if is published as {name!r} already: `baton whatif remove {name}` makes room for it"],
        )


def publish_merger(settings: Settings, name: str, ids: Sequence[str]) -> Path:
    """Publish the tables of the teams with these ids as one. Raises WarehouseHeld while a run goes on."""
    refuse_name(settings.places, name)
    with copied(settings) as places:
        warehouse = Warehouse(places)
        try:
            _suppose(warehouse.cursor(), name, ids)
            _derive(warehouse)
            with wiring.warehouse(settings).hold(
                "`baton whatif`", settings.lock_wait_seconds, lambda message: say(message, is_error=True)
            ):
                publish(warehouse.cursor(), settings.places)
        finally:
            warehouse.close()
    return settings.places.what_ifs / name


def remove(places: Places, name: str) -> None:
    """Raises Failed where no what-if is published under this name."""
    if name not in what_ifs(places):
        known = ", ".join(what_ifs(places)) or "none"
        raise Failed(ExitCode.WRONG, [f"no what-if is published as {name!r}: there are {known}"])
    shutil.rmtree(places.what_ifs / name)


def listed(places: Places) -> list[tuple[str, str, str]]:
    """Name, what is supposed and as of when."""
    rows = []
    for name in what_ifs(places):
        with read_only(places.what_ifs / name / places.published_database.name) as db:
            [row] = ask(db, "whatif/published")
        rows.append((name, row["what_if"], f"{row['as_of']:%Y-%m-%d %H:%M} UTC"))
    return rows


def _suppose(db: duckdb.DuckDBPyConnection, name: str, ids: Sequence[str]) -> None:
    [landed] = ask(db, "whatif/newest_organization")
    organization = json.loads(landed["payload"])
    names = {team["id"]: team["name"] for team in organization["teams"]}
    ending = [team["name"] for team in organization["teams"] if team["id"] in ids and team["to_at"]]
    if ending:
        raise Failed(
            ExitCode.WRONG,
            [f"{ending[0]} has an end in the organization file: what comes after it cannot be supposed"],
        )
    sentence = f"{' and '.join(names[each] for each in ids)} had always been one team"
    given = {"organization": json.dumps(with_one_team(organization, ids)), "name": name, "sentence": sentence}
    for variable, value in given.items():
        db.execute(f"set variable whatif_{variable} = $1", [value])
    for stream in SUPPOSED:
        query = (QUERIES / f"whatif/supposed_{stream}.sql").read_text(encoding="utf-8")
        supposed = Table("landing", f"supposed_{stream}", query=query, description="")
        supposed.build(db)
        # Landed streams are views, which cannot be replaced by what is read from them.
        Table("landing", stream, query=f"from {supposed.qualified}", description="").build(db)


def _derive(warehouse: Warehouse) -> None:
    stages = [(in_order(CORE), []), (in_order(FLOW), []), (in_order(MARTS), in_order(FLOW))]
    total, done = sum(len(tables) for tables, _ in stages), 0
    watcher = stderr_watcher()
    with watcher.watching():
        for tables, before in stages:
            earlier = [*before, *tables] if before else []
            log = logging.getLogger("baton whatif")
            for _, each in zip(build_stage(warehouse, log, tables, earlier), tables, strict=True):
                done += 1
                watcher.table(each.table.qualified, done, total)
