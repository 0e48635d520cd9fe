"""Whoever reads while Baton publishes finds one publication whole, by every way that the README shows."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from connectors.places import Places
from tests.worlds.generations import READERS, publish, read_until

PUBLICATIONS = 100
# Each reader reads at least once in so many publications, and all of them together so often in each.
SLOWEST = 50
READINGS = 8


@pytest.mark.heavy
def test_eight_readers_go_through_a_hundred_publications_without_an_error_or_two_at_once(
    tmp_path: Path,
) -> None:
    places = Places(tmp_path / "data", kept_snapshots=2)
    publish(places, 1)
    spawning = multiprocessing.get_context("forkserver")
    spawning.set_forkserver_preload(["tests.worlds.generations"])
    told = spawning.Queue()
    readings = {reader: spawning.Value("q", 0) for reader in READERS}
    processes = [
        spawning.Process(target=read_until, args=(reader, tmp_path, PUBLICATIONS, count, told))
        for reader, count in readings.items()
    ]
    for process in processes:
        process.start()

    def wait_until(least: dict[str, int], total: int) -> None:
        """Reading goes on meanwhile; a reader that ended before the last publication has failed."""
        while all(process.is_alive() for process in processes):
            counts = {reader: count.value for reader, count in readings.items()}
            if sum(counts.values()) >= total and all(counts[reader] >= least[reader] for reader in counts):
                return
            processes[0].join(0.002)

    for generation in range(2, PUBLICATIONS + 1):
        counts = {reader: count.value for reader, count in readings.items()}
        each = 1 if generation % SLOWEST == 0 else 0
        wait_until(
            {reader: count + each for reader, count in counts.items()}, sum(counts.values()) + READINGS
        )
        publish(places, generation)
    ended = dict(told.get(timeout=120) for _ in processes)
    for process in processes:
        process.join()
    assert ended == dict.fromkeys(READERS)
