"""What it takes besides requests, on straight lines from what was measured: processors, disk, money."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.scale import measured
from tests.bench.scale.measured import Assumed

MEBI, GIBI = 2**20, 2**30


@dataclass(frozen=True, slots=True)
class Machine:
    """One that derives a night, for so many tickets and pull requests with so many changes each."""

    items: float
    changes: float
    cores: int
    snapshots: int = 7

    @property
    def thousands(self) -> float:
        return self.items / 1000 * self.changes / 12  # the bench has twelve changes a ticket

    @property
    def rebuild_hours(self) -> float:
        return self.thousands * measured.REBUILD_SECONDS_PER_1000 / (self.cores * measured.CORES_USED) / 3600

    @property
    def pull_processor_hours(self) -> float:
        return self.items / 1000 * measured.PULL_SECONDS_PER_1000 / 3600

    @property
    def memory_gib(self) -> float:
        """By a straight line; DuckDB is given less, and spills to disk."""
        return self.items / 1e6 * measured.PEAK_GIB_PER_MILLION

    @property
    def landing_gib(self) -> float:
        return self.thousands * measured.LANDING_MIB_PER_1000 / 1024

    @property
    def index_gib(self) -> float:
        """Of tickets, pull requests and changes, each of which is a record."""
        return self.items * (1 + self.changes) / 1e6 * measured.INDEX_MIB_PER_MILLION / 1024

    @property
    def warehouse_gib(self) -> float:
        """Twice: a new one is written beside the old one."""
        return 2 * self.thousands * measured.WAREHOUSE_MIB_PER_1000 / 1024

    @property
    def published_gib(self) -> float:
        """The publications that are kept, and one that is written."""
        return (self.snapshots + 1) * self.thousands * measured.PUBLISHED_MIB_PER_1000 / 1024

    @property
    def disk_gib(self) -> float:
        return self.landing_gib + self.index_gib + self.warehouse_gib + self.published_gib

    def month(self, night_hours: float, assumed: Assumed) -> tuple[float, float]:
        """Dollars a month for the machine while nights run, and for the disk all the time."""
        return night_hours * 30 * self.cores * assumed.core_hour, self.disk_gib * assumed.disk_gib_month
