"""The figures that the simulation stands on, each with where it comes from.

Measured: by `make bench`, on two cores of a virtual machine. Vendors': what they publish. Assumed: nobody
measured it, and the options of the script change it.
"""

from __future__ import annotations

from dataclasses import dataclass

# Vendors': how many a request may ask for (connectors/jira/cloud.py, connectors/github/queries).
CENSUS_PAGE, TICKET_PAGE, HISTORIES_OF, HISTORY_PAGE = 5000, 100, 1000, 10_000
SCAN_PAGE, HYDRATE_PAGE, REPOSITORIES_OF = 100, 50, 50

# Measured: tests/bench/bench_jira.py, tests/bench/bench_github.py. What a site or host costs beside its
# scopes, a Jira project beside its tickets; GraphQL points of a scan and of fifty pull requests read whole.
SITE_REQUESTS, PROJECT_REQUESTS = 10, 3
HOST_REST, HOST_LOOKS = 3, 2
SCAN_POINTS, HYDRATE_POINTS = 1, 2

# Vendors': GitHub's points an hour for each credential, and seconds of processing in a minute, of which Baton
# uses these; Jira's requests a second to one endpoint, and points an hour of an app (API tokens have none).
GITHUB_POINTS, GITHUB_BUSY_SECONDS = 5000, 55.0
JIRA_REQUESTS_A_SECOND, JIRA_APP_POINTS = 100.0, 65_000

# What Baton asks for at once: connectors/jira/project.py, connectors/github/limits.py.
JIRA_AT_ONCE, GITHUB_AT_ONCE = 4, 3

# Measured: tests/bench/flow.py for 100,000 tickets with 1.2 million changes: seconds of processor for core
# (from typed rows), flow, marts and publishing. On two cores a rebuild uses 1.4 of them.
REBUILD_SECONDS_PER_1000 = 1.41
CORES_USED = 0.7
# Measured: tests/bench/flow.py --tickets 1000000: it stayed within 8 GiB, which was DuckDB's limit.
PEAK_GIB_PER_MILLION = 8.0
# Measured: docs/operations.md ("What grows"), and published by tests/bench/flow.py --tickets 25000.
LANDING_MIB_PER_1000 = 0.8
WAREHOUSE_MIB_PER_1000 = 12.9
PUBLISHED_MIB_PER_1000 = 5.4
# Measured: README, Jira's bench: seconds of processor to pull 1,000 tickets; GitHub's is about the same.
PULL_SECONDS_PER_1000 = 0.9
# Measured: the index of what has landed, per million records.
INDEX_MIB_PER_MILLION = 85.0


@dataclass(frozen=True, slots=True)
class Assumed:
    """Seconds that an answer takes; what changes in a day; prices in dollars.

    `search_seconds` is Atlassian's own P90; `hydrate_seconds` somebody published of 50 pull requests a page.
    """

    search_seconds: float = 0.144
    tickets_seconds: float = 1.0
    histories_seconds: float = 2.5
    scan_seconds: float = 0.5
    hydrate_seconds: float = 4.9
    changed_share: float = 0.005
    core_hour: float = 0.05
    disk_gib_month: float = 0.08
