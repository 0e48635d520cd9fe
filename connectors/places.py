"""Where everything lies that Baton keeps: the directories and files below one `data/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """`data` may be linked or mounted from elsewhere; nothing outside it is written."""

    data: Path
    # Publications, and looks back beside them; 0: all.
    kept_snapshots: int = 7

    @property
    def landing(self) -> Path:
        return self.data / "landing"

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse.duckdb"

    @property
    def warehouse_log(self) -> Path:
        """DuckDB's write-ahead log of it."""
        return self.data / "warehouse.duckdb.wal"

    @property
    def damaged_warehouse(self) -> Path:
        """The last one that could not be read: for whoever wants to know why. May be deleted."""
        return self.data / "warehouse.damaged.duckdb"

    @property
    def lock(self) -> Path:
        """Held by the run that writes, and naming it."""
        return self.data / "warehouse.lock"

    @property
    def history(self) -> Path:
        """What Dagster keeps of runs, as dagster.yaml says."""
        return self.data / "dagster"

    @property
    def private(self) -> list[Path]:
        """What holds names and addresses of people, or may: nobody but the owner reads it."""
        files = [
            self.warehouse,
            self.warehouse_log,
            self.damaged_warehouse,
            self.lock,
            self.last_run,
            self.landed_figures,
            self.owner,
            self.deliveries,
            self.deliveries_lock,
        ]
        return [*files, self.landing, self.history, self.identities.parent, self.erasures]

    @property
    def published(self) -> Path:
        return self.data / "published"

    @property
    def snapshots(self) -> Path:
        return self.published / "snapshots"

    @property
    def look_backs(self) -> Path:
        """Snapshots that somebody asked for as of, or known at, an instant: beside what everybody reads."""
        return self.published / "as_of"

    def snapshot(self, publish_id: str, is_look_back: bool) -> Path:
        return (self.look_backs if is_look_back else self.snapshots) / publish_id

    @property
    def what_ifs(self) -> Path:
        """What somebody supposed, each by its name: the same tables of teams that there are not."""
        return self.published / "whatif"

    @property
    def current(self) -> Path:
        """The newest published snapshot: a symlink that is swapped whole."""
        return self.published / "current"

    @property
    def published_database(self) -> Path:
        return self.current / "baton.duckdb"

    @property
    def publish_info(self) -> Path:
        return self.current / "publish_info.json"

    @property
    def taken_back(self) -> Path:
        """Which publications were taken back. May be deleted."""
        return self.published / "taken_back.json"

    @property
    def report(self) -> Path:
        """The page of the newest published snapshot."""
        return self.current / "report.html"

    def reports(self, iso_week: str) -> Path:
        """The pages that somebody asked for about an earlier week. May be deleted."""
        return self.published / "weeks" / iso_week

    @property
    def last_run(self) -> Path:
        """What the newest run read, and how each scope ended."""
        return self.data / "last_run.json"

    @property
    def landed_figures(self) -> Path:
        """Which publication's weekly figures were landed last. May be deleted."""
        return self.data / "landed_figures.json"

    @property
    def owner(self) -> Path:
        """Whose home this is: one organization's."""
        return self.data / "organization.json"

    @property
    def deliveries(self) -> Path:
        """Which alerts are open, and what each address was told. May be deleted: then it is told again."""
        return self.data / "deliveries.json"

    @property
    def deliveries_lock(self) -> Path:
        """Held by whoever tells."""
        return self.data / "deliveries.lock"

    @property
    def erasures(self) -> Path:
        """Under which pseudonyms people go who were erased, and the key to that: as dear as landing."""
        return self.data / "erasures"

    @property
    def identities(self) -> Path:
        """Accounts that may be one person's, for whoever keeps the organization file. Holds names."""
        return self.data / "review" / "identities.csv"
