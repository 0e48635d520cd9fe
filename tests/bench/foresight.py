"""How well broken promises are foreseen: precision and recall of service_level_forecast on warehouses.

    python -m tests.bench.foresight HOME…

Each team of each home's warehouse promises its first touch and first work within 8, 16, 24, 40 and 80 of its
working hours for 85 % of the items, one after the other, in a copy. A trial is a week of a team whose promise
could still be kept at its end, and of whose four weeks it is known what became. Windows of neighbouring weeks
share three of their four weeks: trials are far from independent.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import duckdb

from assets.flow.wait import service_level, service_level_forecast
from assets.table import read_table
from pipelines.settings import CHECKOUT

PROMISED_HOURS = (8, 16, 24, 40, 80)
MART = read_table(CHECKOUT / "assets" / "marts" / "service_level_forecast.sql")
QUERY = Path(__file__).with_suffix(".sql")


def main(homes: list[str]) -> None:
    print(f"{'':<24} {'trials':>7} {'broken':>7} {'warned':>7} {'precision':>10} {'recall':>7}")
    total: Counter[str] = Counter()
    for home in homes:
        counts = tried(Path(home) / "data" / "warehouse.duckdb")
        total += counts
        show(Path(home).name, counts)
    show("all", total)


def tried(warehouse: Path) -> Counter[str]:
    total: Counter[str] = Counter()
    with TemporaryDirectory() as directory:
        copy = Path(directory) / "warehouse.duckdb"
        copyfile(warehouse, copy)
        with duckdb.connect(copy) as db:
            db.execute("set TimeZone = 'UTC'")
            for hours in PROMISED_HOURS:
                promise = f"{{'touch_business_hours': {hours}, 'start_business_hours': {hours}, "
                promise += "'done_business_hours': null, 'share': 0.85}"
                db.execute(f"update core.team set service_level = {promise} where calendar is not null")
                for table in (service_level.FRAME, service_level_forecast.FRAME, MART):
                    table.build(db)
                cursor = db.execute(QUERY.read_text("utf-8"))
                names = [column[0] for column in cursor.description or []]
                total += Counter(dict(zip(names, cursor.fetchall()[0], strict=True)))
    return total


def show(name: str, counts: Counter[str]) -> None:
    for head, which in ((name, ""), ("  kept the week before", "first_")):
        trials, broken, warned, right = (
            counts[f"{which}{each}"] for each in ("trials", "broken", "warned", "right")
        )
        shares = f"{share(right, warned):>10} {share(right, broken):>7}"
        print(f"{head:<24} {trials:>7} {broken:>7} {warned:>7} {shares}")


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


if __name__ == "__main__":
    main(sys.argv[1:])
