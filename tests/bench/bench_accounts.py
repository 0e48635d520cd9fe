"""What finding accounts that may be one person's costs: it must follow the accounts, not their pairs.

A script, not a test: `make bench`. Half of the accounts are Jira's, half GitHub's; many share a first name.
"""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import duckdb
import polars as pl

import assets
from tests.bench.memory import peak

QUERY = Path(assets.__file__).parent / "core" / "identity" / "identity_review.sql"
COUNTS = (5_000, 20_000)
MOST_MIB = 1024
LETTERS = "abcdefghijklmnoprstuvw"
TABLES = """
    create schema core;
    create table core.profile (source varchar, account_id varchar, name varchar, login varchar);
    create view core.account as
        select
            source, account_id, 'human' as kind, source || account_id as person_id, null::varchar as joined_by
        from core.profile;
    create view core.account_email as
        select source, account_id, account_id || '@example.org' as email from core.profile
"""


def main() -> None:
    for count in COUNTS:
        some = profiles(count)
        began = time.process_time()
        pairs = _pairs(some)
        mib = peak()
        seconds = time.process_time() - began
        print(f"{count:,} accounts: {pairs:,} pairs, {seconds:.1f} s of processor, at most {mib:.0f} MiB")
        if mib > MOST_MIB:
            raise SystemExit(f"memory follows the pairs of accounts: more than {MOST_MIB} MiB")


def _pairs(profiles: pl.DataFrame) -> int:
    with duckdb.connect() as db:
        db.execute(TABLES)
        db.register("profiles", profiles)
        db.execute("insert into core.profile from profiles")
        [pairs] = db.execute(f"select count(*) from ({QUERY.read_text(encoding='utf-8')})").fetchone() or (0,)
        return int(pairs)


def profiles(count: int) -> pl.DataFrame:
    random = Random(7)
    names = [
        ["".join(random.choices(LETTERS, k=random.randint(4, 9))) for _ in range(many)]
        for many in (300, 4000)
    ]
    rows = []
    for number in range(count // 2):
        first, last = (random.choice(some) for some in names)
        rows.append(("jira", f"j{number}", f"{first} {last}", f"{first}.{last}"))
        rows.append(("github", f"g{number}", f"{first} {last}", f"{first}{last}"[: random.randint(6, 20)]))
    return pl.DataFrame(rows, schema=["source", "account_id", "name", "login"], orient="row")


if __name__ == "__main__":
    main()
