"""`make distributed`: three nights by three workers, one of which is killed, and the same by one process.

Serves PostgreSQL, Redis, an S3 bucket and the sandbox on loopback. The workers share a directory, in which
all land; each has a home of its own. What is derived must be equal, value by value, but for the run's name.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from connectors.sandbox.plan import plan
from connectors.sandbox.planner.hours import DEFAULT_CLOCK
from connectors.sandbox.planners import organization_of
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox, serve
from pipelines.distributed.queues import DERIVE
from tests.whole.distributed import services
from tests.worlds.paths import CHECKOUT

BIN = Path(sys.executable).parent
DEPLOY = CHECKOUT / "deploy" / "distributed"
QUEUES = (DERIVE, "pull-baton-sandbox-token", "pull-github-token")
TICKETS, SEED = 300, 7
NIGHTS = tuple(DEFAULT_CLOCK + timedelta(days=day) for day in range(3))
NIGHT_OF_THE_KILL = 1
OF_THE_RUN = {"run", "publish_info"}
NIGHT_SECONDS = 900


class Cluster:
    """Workers of one queue each, and the nights that are given to them."""

    def __init__(self, root: Path, environment: dict[str, str], stack: ExitStack) -> None:
        self._root = root
        self._environment = environment
        self._stack = stack
        self._workers: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, queue: str, home: str) -> None:
        directory = self._root / home
        directory.mkdir(exist_ok=True)
        command = [str(BIN / "celery"), "-A", "dagster_celery.app", "worker", "--loglevel", "info"]
        command += ["--queues", queue, "--concurrency", "1", "--hostname", f"{home}@%h"]
        environment = {**self._environment, "BATON_HOME": str(directory)}
        worker = services.process(command, self._root / f"{home}.log", environment, directory)
        self._workers[queue] = self._stack.enter_context(worker)

    def night(self, killed: str | None = None) -> None:
        """One run of the nightly job. `killed` is a queue whose worker dies in the middle of a step."""
        command = [str(BIN / "dagster"), "job", "execute", "-j", "nightly"]
        command += ["-m", "pipelines.distributed.definitions"]
        environment = {**self._environment, "BATON_HOME": str(self._root / DERIVE)}
        log = self._root / "runs.log"
        begins_at = log.stat().st_size if log.exists() else 0
        with services.process(command, log, environment, self._root) as run:
            if killed is not None:
                self._kill_in_the_middle(killed)
            code = run.wait(timeout=NIGHT_SECONDS)
        assert code == 0, log.read_bytes()[begins_at:].decode()[-6000:]

    def _kill_in_the_middle(self, queue: str) -> None:
        """Once some of its walks are landed and another is begun. A worker with nothing takes its place."""
        log = self._root / f"{queue}.log"
        begun = log.read_text().count("Task execute_plan")
        give_up_at = time.monotonic() + NIGHT_SECONDS
        while log.read_text().count("Task execute_plan") < begun + 7:
            assert time.monotonic() < give_up_at, "the worker was given no second walk"
            time.sleep(0.05)
        services.kill(self._workers[queue])
        print(f"Killed the worker of {queue}", flush=True)
        self.start(queue, f"{queue}-anew")


def main() -> int:
    # Told to stop, it ends what it started as it does otherwise.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    root = Path(tempfile.mkdtemp(prefix="baton-distributed-"))
    began = time.monotonic()
    try:
        with ExitStack() as stack:
            return compare(root, stack)
    finally:
        shutil.rmtree(root, ignore_errors=True)
        print(f"{time.monotonic() - began:.0f} s", flush=True)


def compare(root: Path, stack: ExitStack) -> int:
    sandbox = stack.enter_context(serve(plan(SEED, TICKETS).world, NIGHTS[0]))
    environment = served(root, sandbox, stack)
    cluster = Cluster(root, environment, stack)
    for queue in QUEUES:
        cluster.start(queue, queue)
    for number, night in enumerate(NIGHTS):
        sandbox.move_to(night)
        alone(root / "alone", environment)
        began = time.monotonic()
        cluster.night(QUEUES[1] if number == NIGHT_OF_THE_KILL else None)
        print(f"Night {number + 1}: {time.monotonic() - began:.0f} s", flush=True)
        found = differences(root / "alone", root / DERIVE)
        if found:
            print("\n".join(found), file=sys.stderr)
            return 1
    return 0


def served(root: Path, sandbox: Sandbox, stack: ExitStack) -> dict[str, str]:
    """All that is not Baton begins to serve; the environment of its workers."""
    organization = root / "organization.yaml"
    text = organization_of("jira").replace("${BATON_SANDBOX_JIRA}", sandbox.jira_url)
    text = text.replace("${BATON_SANDBOX_GITHUB}", sandbox.github_url)
    # A credential of its own, and so a queue.
    head, github, tail = text.partition("kind: github")
    organization.write_text(head + github + tail.replace("BATON_SANDBOX_TOKEN", "GITHUB_TOKEN", 1))
    dagster_home = root / "dagster"
    dagster_home.mkdir()
    shutil.copy(DEPLOY / "dagster.yaml", dagster_home)
    broker = stack.enter_context(services.redis(root))
    return {
        **stack.enter_context(services.postgres()),
        "BATON_BROKER": broker,
        "BATON_RESULTS": broker,
        # Redis knows of no dead worker before this is over; no step here takes as long.
        "BATON_REDELIVER_SECONDS": "90",
        "BATON_STORE": str(root / "store"),
        "BATON_NIGHTS": stack.enter_context(services.bucket(root)),
        "BATON_ORGANIZATION": str(organization),
        "BATON_SANDBOX_USER": USER,
        "BATON_SANDBOX_TOKEN": TOKEN,
        "GITHUB_TOKEN": TOKEN,
        "DAGSTER_HOME": str(dagster_home),
        "PYTHONPATH": str(DEPLOY),
        "NO_PROXY": services.HOST,
    }


def alone(home: Path, environment: dict[str, str]) -> None:
    """The same night by one process, in a home of its own."""
    done = subprocess.run(
        [BIN / "baton", "run", "--quiet", "--home", home],
        env={name: value for name, value in environment.items() if not name.startswith("DAGSTER_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def differences(one: Path, other: Path) -> list[str]:
    first, second = tables(one), tables(other)
    found = [f"{name} is in one of both alone" for name in first.keys() ^ second.keys()]
    found += [f"{name} differs" for name in first.keys() & second.keys() if first[name] != second[name]]
    print(f"{len(first)} tables, {sum(map(len, first.values()))} rows, {len(found)} differ", flush=True)
    return found


def tables(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that is derived, but for what names the run."""
    with duckdb.connect(home / "data" / "warehouse.duckdb", read_only=True) as db:
        names = db.execute(
            "select schema_name || '.' || table_name, table_name from duckdb_tables() "
            "where schema_name in ('core', 'flow', 'marts') order by all"
        ).fetchall()
        return {
            full: db.execute(f"from {full} order by all").fetchall()
            for full, name in names
            if name not in OF_THE_RUN
        }


if __name__ == "__main__":
    sys.exit(main())
