"""The campaign: nights by the thousand in which everything goes wrong.

It may be stopped at any instant and goes on where it was: no life that stands in the ledger is lived again.
Exit code 1 says that there are findings.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.whole.endurance import ledger
from tests.whole.endurance.life import live
from tests.whole.endurance.record import Record

NIGHTS_OF_A_LIFE = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="make endure", description=__doc__)
    parser.add_argument("--nights", type=int, default=10_000, help="of all lives in the ledger together")
    parser.add_argument("--workers", type=int, default=1, help="lives side by side; each takes a processor")
    parser.add_argument("--ledger", type=Path, default=ledger.LEDGER)
    options = parser.parse_args()
    lived = ledger.records(options.ledger)
    left = -(-(options.nights - sum(record.nights for record in lived)) // NIGHTS_OF_A_LIFE)
    known = {record.seed for record in lived}
    seeds = list(islice((seed for seed in count(1) if seed not in known), max(0, left)))
    for record in _show_progress(_live_all(seeds, options.workers), len(seeds)):
        ledger.add(options.ledger, record)
        lived.append(record)
    print(ledger.summary(lived))
    return int(any(record.findings for record in lived))


def _live_all(seeds: list[int], workers: int) -> Iterator[Record]:
    with ThreadPoolExecutor(workers) as threads:
        lives = [threads.submit(_live, seed) for seed in seeds]
        try:
            for life in as_completed(lives):
                yield life.result()
        finally:
            threads.shutdown(cancel_futures=True)


def _live(seed: int) -> Record:
    with TemporaryDirectory(prefix="endure-") as directory:
        return live(seed, NIGHTS_OF_A_LIFE, Path(directory))


def _show_progress(records: Iterator[Record], lives: int) -> Iterator[Record]:
    began, findings = time.monotonic(), 0
    for done, record in enumerate(records, 1):
        findings += len(record.findings)
        minutes = (time.monotonic() - began) / done * (lives - done) / 60
        if sys.stderr.isatty():
            nights = f"{done * NIGHTS_OF_A_LIFE:,} of {lives * NIGHTS_OF_A_LIFE:,} nights"
            text = f"{nights}, {findings} findings, {minutes:.0f} minutes left"
            print(f"\r{text:<79}", end="" if done < lives else "\n", file=sys.stderr, flush=True)
        yield record


if __name__ == "__main__":
    sys.exit(main())
