"""What a life of nights came to, and a line of the ledger that says it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class Record:
    """`served` counts what went wrong, by its kind; a finding is what should not have come of it.

    `mended` are what was found and mended: written by hand, as that life is lived again.
    """

    seed: int
    is_patient: bool
    nights: int = 0
    attempts: int = 0
    complete: int = 0
    incomplete: int = 0
    refused: int = 0
    killed: int = 0
    served: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    def line(self) -> str:
        return json.dumps({**asdict(self), "served": dict(sorted(self.served.items()))})


def read(line: str) -> Record:
    fields = json.loads(line)
    return Record(**{**fields, "served": Counter(fields["served"])})
