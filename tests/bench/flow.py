"""How long each stage of a whole rebuild takes, as a ratio to one plain pass over the same changes.

A script, not a test: `make bench`. The rows of the big core tables are made by the .sql files beside this
one; what can be derived from them is derived, and timed apart; then every table of flow and of the marts is
built in the order of its dependencies, and the marts are published; that answers what dashboards ask.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from assets.flow.tables import FLOW
from assets.marts import metric_catalog
from assets.published.snapshot import publish
from assets.raw.fold import TABLES as RAW
from assets.table import Table, tables
from assets.table_asset import Buildable, in_order
from connectors import warehouse
from connectors.landing.streams import STREAMS
from connectors.places import Places
from tests.bench.company import organization, records
from tests.bench.dashboards import dashboards
from tests.bench.memory import peak

MADE = (
    *("ticket_change", "latest_ticket", "ticket_comment", "board", "sprint"),
    *("repository", "latest_pull_request", "pull_request_event", "deployment", "release"),
)
AS_OF = datetime(2026, 1, 5, 6, 0)
PASS = """
    create or replace table bench.pass as
    select *, row_number() over changes as number, lag(happened_at) over changes as previous_at
    from core.ticket_change
    window changes as (partition by source, ticket_id order by happened_at)
"""
# What the marts may take, by processor time, and what would be best for all that follows from core, in passes
# over the changes of JUDGED tickets: a minute, where one takes two seconds. With more than MOST, a night has
# become dearer.
AIM = 30
MOST = 60
JUDGED = 100_000
# What publishing may take of a rebuild, and the slowest of twenty queries of dashboards, by the clock.
MOST_PER_CENT = 10
MOST_MILLISECONDS = 50
QUOTED = (
    *("work_item", "work_item_key", "handoff_trend", "queue_trend", "team_week_requester", "queue_item"),
    *(
        "service_level",
        "sprint",
        "forecast",
        "forecast_curve",
        "forecast_backtest",
        "restatement",
        "weekly_figure",
    ),
    *("blocked_time", "blocked_week", "ageing", "cumulative_flow", "organization_event", "flow_check"),
    *("overlap_week", "delivery_week", "deployment", "release", "month"),
)
ANSWERS = (
    *("integration_ratio", "ml_distance", "independence_week", "platform_service"),
    *("reorg_effect", "merge_option", "interaction_mode"),
)
MARTS: list[Buildable] = [*tables("marts"), metric_catalog.FRAME]


@dataclass(frozen=True, order=True, slots=True)
class Spent:
    """Seconds by the clock, and of all threads: the second is fairer where others work on the machine."""

    wall: float
    processor: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.processor + other.processor)

    def __truediv__(self, other: Spent) -> Spent:
        return Spent(self.wall / other.wall, self.processor / other.processor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=JUDGED)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="8GB")
    parser.add_argument("--keep", type=Path, help="a directory to leave the warehouse in")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as made:
        places = Places(chosen.keep or Path(made))
        places.data.mkdir(parents=True, exist_ok=True)
        with warehouse.connect(places.warehouse) as db:
            db.execute(f"set threads = {chosen.threads}; set memory_limit = '{chosen.memory}'")
            db.execute(f"set temp_directory = '{places.data / 'spill'}'")
            bench(db, places, chosen.tickets)


def bench(db: duckdb.DuckDBPyConnection, places: Places, tickets: int) -> None:
    db.execute(f"set variable tickets = {tickets}; create schema bench")
    land(db)
    core = {table.name: table for table in tables("core")}
    core |= {name: made(core[name]) for name in MADE}
    took: dict[str, Spent] = {}
    stages = {"core": timed("core", db, list(core.values()), took)}
    [changes] = db.execute("select count(*) from core.ticket_change").fetchone() or [0]
    print(f"{tickets:,} tickets, {changes:,} changes")
    baseline = min(spent(lambda: db.execute(PASS)) for _ in range(2))
    db.execute("drop table bench.pass")
    stages["flow"] = timed("flow", db, FLOW, took)
    report("one plain window pass over the changes", baseline)
    stages["marts"] = timed("marts", db, MARTS, took)
    stages["published"] = spent(lambda: publish(db, places))
    print("The stages of a rebuild:")
    for name, one in stages.items():
        report(name, one)
    in_all = sum(stages.values(), Spent(0, 0))
    report("in all", in_all)
    share = 100 * (stages["published"] / in_all).processor
    aimed(share, MOST_PER_CENT, "per cent of a rebuild without a pull for publishing, by processor")
    derived = sum((stages[name] for name in ("flow", "marts", "published")), Spent(0, 0))
    report("flow, marts and published", derived)
    passes = judged("flow, marts and published", derived, baseline)
    judged("marts", stages["marts"], baseline)
    for whose, marts in (("numbers that people quote", QUOTED), ("leaders' answers", ANSWERS)):
        only_they = sum((took[name] for name in only_for(marts)), Spent(0, 0))
        report(f"tables that only {whose} need", only_they)
        judged(f"tables that only {whose} need", only_they, baseline)
    for what, queries in dashboards(places.published_database).items():
        print(f"{queries.count:,} queries of {what}: slow ones are {', '.join(queries.slowest(3))}")
        aimed(queries.p95(queries.wall), MOST_MILLISECONDS, f"ms at p95 for queries of {what}")
        milliseconds = queries.p95(queries.processor)
        of_a_query = milliseconds / 1000 / baseline.processor
        print(f"  {milliseconds:.1f} ms of processors, or {of_a_query:.4f} passes over the changes")
    print(f"peak: {peak() / 2**10:.1f} GiB")
    if passes > MOST and tickets >= JUDGED:
        raise SystemExit(f"flow, marts and published take more than {MOST} passes over the changes")


def land(db: duckdb.DuckDBPyConnection) -> None:
    """The landing of the company, and raw tables folded from it; what is made stays empty."""
    columns = ", ".join(f"{name} {type_}" for name, type_ in warehouse.LANDED_COLUMNS.items())
    for stream in {*STREAMS, "organization", "walk", "run"}:
        db.execute(f"create table landing.{stream} ({columns}, walk varchar, row bigint)")
    told = [
        ("baton", "organization", "organization", organization()),
        ("baton", "run", "bench", {"as_of": f"{AS_OF.isoformat()}Z", "is_complete": True, "sources": []}),
        *records(),
    ]
    for source, stream, key, payload in told:
        db.execute(
            f"insert into landing.{stream} (source, scope, id, hash, fetched_at, payload, walk, row) "
            "values ($1, '', $2, $2, $3, $4, 'bench', 1)",
            [source, key, AS_OF, json.dumps(payload)],
        )
    for table in RAW:
        table.build(db)


def made(table: Table) -> Table:
    """A table with rows made by a file beside this one; its own query only tells the columns."""
    rows = (Path(__file__).parent / f"{table.name}.sql").read_text(encoding="utf-8")
    return replace(table, query=f"from ({rows}) union all by name from ({table.query}) where false")


def judged(what: str, one: Spent, baseline: Spent) -> float:
    """Passes over the changes, with whether they are as few as they should be."""
    passes = (one / baseline).processor
    aimed(passes, AIM, f"passes over the changes for {what}")
    return passes


def aimed(value: float, aim: float, what: str) -> None:
    print(f"aim {'reached' if value <= aim else 'missed '} {value:.1f} (may be {aim}) {what}")


def only_for(marts: Sequence[str]) -> set[str]:
    """These marts, and the tables of flow that no other mart needs."""
    tables_of = {each.table.qualified: each for each in [*FLOW, *MARTS]}

    def needed(names: set[str]) -> set[str]:
        found: set[str] = set()
        while names := names - found:
            found |= names
            names = {".".join(path) for name in names for path in tables_of[name].sources} & tables_of.keys()
        return found

    wanted = {f"marts.{name}" for name in marts}
    others = {each.table.qualified for each in MARTS} - wanted
    return needed(wanted) - needed(others)


def timed(
    title: str, db: duckdb.DuckDBPyConnection, stage: Sequence[Buildable], took: dict[str, Spent]
) -> Spent:
    """Builds tables, and says for each how long it took, in `took` and in print."""
    own = {
        each.table.qualified: spent(lambda each=each: each.build(db))  # type: ignore[misc]
        for each in in_order(stage)
    }
    took |= own
    for name, one in sorted(own.items(), key=lambda item: -item[1].processor):
        [rows] = db.execute(f"select count(*) from {name}").fetchone() or [0]
        report(f"{name}: {rows:,} rows", one)
    total = sum(own.values(), Spent(0, 0))
    report(title, total)
    return total


def report(title: str, one: Spent) -> None:
    print(f"{one.wall:9.2f} s {one.processor:9.2f} s of processors  {title}", flush=True)


def spent(work: Callable[[], object]) -> Spent:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - processor)


if __name__ == "__main__":
    main()
