"""The ledger of all lives that were lived: a line each, kept in the repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.whole.endurance.record import Record, read

LEDGER = Path(__file__).with_name("ledger.jsonl")


def records(ledger: Path) -> list[Record]:
    if not ledger.exists():
        return []
    return [read(line) for line in ledger.read_text(encoding="utf-8").splitlines()]


def add(ledger: Path, record: Record) -> None:
    with ledger.open("a", encoding="utf-8") as file:
        file.write(f"{record.line()}\n")


def summary(lived: Iterable[Record]) -> str:
    """Nights, what went wrong in them and what came of it."""
    lived = list(lived)
    served = sum((record.served for record in lived), Counter[str]())
    lines = [
        f"{sum(record.nights for record in lived):,} nights of {len(lived):,} organizations",
        f"{sum(record.attempts for record in lived):,} runs: "
        f"{sum(record.complete for record in lived):,} complete, "
        f"{sum(record.incomplete for record in lived):,} incomplete, "
        f"{sum(record.refused for record in lived):,} refused, "
        f"{sum(record.killed for record in lived):,} killed",
        f"{served.total():,} faults: "
        + ", ".join(f"{kind} {count:,}" for kind, count in sorted(served.items())),
    ]
    found = [f"{record.seed}: {finding}" for record in lived for finding in record.findings]
    mended = sum(len(record.mended) for record in lived)
    lines.append(f"{len(found):,} findings, and {mended:,} that were mended")
    return "\n".join([*lines, *(f"  {finding}" for finding in found)])
