"""After any night, tables equal those of undisturbed nights, or the run says what is missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.whole.endurance import ledger
from tests.whole.endurance.life import live
from tests.whole.endurance.record import Record, read


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [100_001, 100_002, 100_003])
def test_a_life_of_nights_in_which_everything_goes_wrong_leaves_nothing_wrong_and_nothing_unsaid(
    seed: int, tmp_path: Path
) -> None:
    record = live(seed, 6, tmp_path)
    assert record.findings == []
    assert record.complete and record.served


def test_the_ledger_keeps_each_life_in_a_line_and_counts_them_together(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    first = Record(1, True, nights=20, attempts=31, complete=19, killed=4, served=Counter({"502": 3}))
    second = Record(2, False, nights=20, attempts=20, incomplete=5, findings=["night 3 of 07: odd"])
    for record in (first, second):
        ledger.add(file, record)
    assert ledger.records(file) == [first, second]
    assert read(first.line()) == first
    assert ledger.summary(ledger.records(file)).splitlines() == [
        "40 nights of 2 organizations",
        "51 runs: 19 complete, 5 incomplete, 0 refused, 4 killed",
        "3 faults: 502 3",
        "1 findings, and 0 that were mended",
        "  2: night 3 of 07: odd",
    ]


def test_the_kept_ledger_says_of_each_finding_that_it_was_mended() -> None:
    lived = ledger.records(ledger.LEDGER)
    assert len({record.seed for record in lived}) == len(lived) > 0
    assert [record.findings for record in lived if record.findings] == []
