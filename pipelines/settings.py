"""Where a run reads and writes, and how long it may take: from the environment, with defaults that need none.

BATON_HOME               directory that holds `data/` (default: the checkout)
BATON_ORGANIZATION       the organization file (default: organization.yaml, if there is one, else the sandbox)
BATON_AS_OF              the instant that the run looks from (default: the sources' own clocks)
BATON_KNOWN_AT           count only what had been landed by this instant; nothing is pulled then
BATON_NO_PULL            1: contact no source, derive everything anew from what has been landed
BATON_PULL_MINUTES       how long a pull may take before it saves its place and ends partial (default 90)
BATON_LOCK_WAIT_SECONDS  how long to wait for a warehouse that another run holds (default 7200)
BATON_KEPT_RUNS          how many runs Dagster's history keeps (default 60; 0: all)
BATON_KEPT_SNAPSHOTS     how many publications are kept, the current one among them (default 7; 0: all), and
                         whatever was current within the last hour
BATON_KEPT_VERSIONS      for how many days landing keeps superseded versions of records (default 0: for ever),
                         such as 400, or by stream: 400,jira_issue=90,github_open=30
BATON_SANDBOX            what the embedded sandbox organization plans in: jira (default) or github
BATON_SANDBOX_TICKETS    size of the embedded sandbox organization (default 6000)
BATON_SANDBOX_SEED       its seed (default 7)

Who is told of nights is in pipelines/notify/addresses.py and docs/telemetry.md.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from connectors.errors import ExpectedError
from connectors.landing.streams import DROPPABLE
from connectors.places import Places
from connectors.sandbox.planner.kinds import PLANNERS, Planner

CHECKOUT = Path(__file__).resolve().parent.parent


class SettingsError(ExpectedError):
    """A setting, the organization file or the home is not usable. The message says which, and what to do."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """`organization` None: the embedded sandbox. `as_of` and `known_at` are aware UTC.

    `what_if` is the published what-if that is read instead of what is current.
    """

    home: Path = CHECKOUT
    organization: Path | None = None
    as_of: datetime | None = None
    known_at: datetime | None = None
    is_pulled: bool = True
    pull_minutes: float = 90.0
    lock_wait_seconds: float = 7200.0
    kept_runs: int = 60
    kept_snapshots: int = 7
    # By stream, in days.
    kept_versions: Mapping[str, int] = field(default_factory=dict)
    what_if: str | None = None
    sandbox_planner: Planner = "jira"
    sandbox_tickets: int = 6000
    sandbox_seed: int = 7

    @property
    def places(self) -> Places:
        return Places(self.home / "data", self.kept_snapshots)


def read_settings(environment: Mapping[str, str] = os.environ, checkout: Path = CHECKOUT) -> Settings:
    """Raises SettingsError for a value that cannot be used, or an organization file that is not there."""
    home = environment.get("BATON_HOME")
    known_at = _instant("BATON_KNOWN_AT", environment.get("BATON_KNOWN_AT"))
    return Settings(
        home=_home(home, checkout),
        organization=_organization(environment.get("BATON_ORGANIZATION"), checkout),
        as_of=_instant("BATON_AS_OF", environment.get("BATON_AS_OF")),
        known_at=known_at,
        is_pulled=known_at is None and environment.get("BATON_NO_PULL", "") in ("", "0"),
        pull_minutes=_number(environment, "BATON_PULL_MINUTES", 90.0),
        lock_wait_seconds=_number(environment, "BATON_LOCK_WAIT_SECONDS", 7200.0),
        kept_runs=int(_number(environment, "BATON_KEPT_RUNS", 60)),
        kept_snapshots=int(_number(environment, "BATON_KEPT_SNAPSHOTS", 7)),
        kept_versions=_kept_versions(environment.get("BATON_KEPT_VERSIONS", "")),
        sandbox_planner=_planner(environment.get("BATON_SANDBOX")),
        sandbox_tickets=int(_number(environment, "BATON_SANDBOX_TICKETS", 6000)),
        sandbox_seed=int(_number(environment, "BATON_SANDBOX_SEED", 7)),
    )


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant as aware UTC; without an offset it is UTC already. Raises ValueError."""
    instant = datetime.fromisoformat(text.strip())
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _home(named: str | None, checkout: Path) -> Path:
    home = Path(named).expanduser().resolve() if named else checkout
    if "?" in str(home):
        # Where Dagster keeps its history is an address to SQLAlchemy, in which a query follows a `?`.
        raise SettingsError(f"the home {home} has a ? in its path, which Dagster cannot use: name another")
    return home


def _organization(named: str | None, checkout: Path) -> Path | None:
    if not named:
        beside = checkout / "organization.yaml"
        return beside if beside.exists() else None
    path = Path(named).expanduser().resolve()
    if not path.is_file():
        raise SettingsError(
            f"there is no organization file at {path}: check the path given by --organization or "
            "BATON_ORGANIZATION, or copy organization.example.yaml there and fill it in"
        )
    return path


def _instant(name: str, text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return parse_instant(text)
    except ValueError:
        raise SettingsError(f"{name} must be an instant such as 2025-06-30T00:00:00Z, not {text!r}") from None


def _kept_versions(text: str) -> dict[str, int]:
    """Days by stream, of those streams alone of which not all versions are kept."""
    days: dict[str, int] = {}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    # What is said of all streams comes first, wherever it stands.
    for part in sorted(parts, key=lambda part: "=" in part):
        stream, is_one, number = part.rpartition("=")
        if not number.strip().isdecimal():
            raise SettingsError(
                "BATON_KEPT_VERSIONS must be a number of days, or STREAM=DAYS, or several with commas "
                f"between, not {part!r}"
            )
        if is_one and stream.strip() not in DROPPABLE:
            raise SettingsError(
                f"BATON_KEPT_VERSIONS: {stream.strip()!r} is no stream whose versions may be dropped; these "
                f"are: {', '.join(sorted(DROPPABLE))}"
            )
        for each in [stream.strip()] if is_one else sorted(DROPPABLE):
            days[each] = int(number)
    return {stream: number for stream, number in days.items() if number}


def _planner(named: str | None) -> Planner:
    for planner in PLANNERS:
        if planner == (named or "jira").strip().lower():
            return planner
    raise SettingsError(f"BATON_SANDBOX must be {' or '.join(PLANNERS)}, not {named!r}")


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise SettingsError(f"{name} must be a number, 0 or more, not {text!r}")
    return number
