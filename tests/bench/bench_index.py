"""What it costs a process to find the newest records in what earlier ones landed.

    python -m tests.bench.bench_index [--rows 300000]

The index is made by the process that lands, or by the first one after somebody deleted it; the next one goes
on with it. Fails where that one reads once more what is there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from tests.bench.cost import cost_of

NOW = datetime(2025, 3, 3, 9, tzinfo=UTC)
SOURCE, STREAM, SCOPE = "jira", "jira_changelog", "10000"
# What a second process may take for a million rows, in seconds of processor beyond starting and importing.
MOST_SECONDS = 0.2
# What it asks for: as many as a quiet night's tickets have.
ASKED = 1000


def land(root: Path, rows: int) -> None:
    landing = Landing(root)
    with landing.walk(SOURCE, SCOPE, "1", NOW) as walk:
        walk.land(STREAM, (Record(str(number), {"id": number}, NOW) for number in range(rows)))
        walk.finish(NOW, {})


def look(root: Path) -> float:
    """Seconds of this process's processor for finding some records, as the next pull does."""
    began = time.process_time()
    found = Landing(root).landed_ids(SOURCE, STREAM, [str(number) for number in range(ASKED)])
    assert len(found) == ASKED, "the index has lost something"
    return time.process_time() - began


def looked(root: Path) -> float:
    """The same in a process of its own."""
    command: Sequence[str] = [sys.executable, "-m", __spec__.name, "--look", str(root)]
    return float(json.loads(cost_of(command, os.environ).output))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--look", type=Path)
    options = parser.parse_args()
    if options.look:
        print(json.dumps(look(options.look)))
        return
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as directory:
        root = Path(directory)
        land(root, options.rows)
        second = looked(root)
        for index in root.glob("*/index"):
            shutil.rmtree(index)
        made_anew = looked(root)
    millions = options.rows / 1_000_000
    print(f"{options.rows:,} rows: {made_anew:.2f} s of processor to make the index, {second:.3f} s to go on")
    print(f"a million: {made_anew / millions:.1f} s and {second / millions:.3f} s (aim {MOST_SECONDS})")
    if second > MOST_SECONDS * max(millions, 1):
        raise SystemExit("a second process takes too long to find what was landed")


if __name__ == "__main__":
    main()
