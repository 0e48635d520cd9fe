"""Prism, a proxy that holds requests and answers against an OpenAPI file: what deviates is an error."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.worlds.paths import SHARED

CONTRACTS = SHARED / "contracts"
PACKAGE = "@stoplight/prism-cli@5.16.0"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "baton" / "prism-5.16.0"
INSTALL_SECONDS = 300
START_SECONDS = 120


def specification() -> dict[str, Any]:
    """Jira's OpenAPI file with that of Jira Software beside it, as one. Skips where they are not there."""
    files = [CONTRACTS / "jira-cloud-platform-v3.prism.json", CONTRACTS / "jira-software.swagger.v3.json"]
    for file in files:
        if not file.exists():
            pytest.skip(f"Jira's specification is not there: {file.name}")
    platform, agile = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    text = json.dumps(agile).replace("#/components/schemas/", "#/components/schemas/Agile")
    agile = json.loads(text)
    for path, operations in agile["paths"].items():
        for operation in operations.values():
            # It asks for OAuth alone, but basic authentication is good for all of the vendor's interfaces.
            if isinstance(operation, dict):
                operation.pop("security", None)
        platform["paths"][path] = operations
    for name, schema in agile["components"]["schemas"].items():
        platform["components"]["schemas"][f"Agile{name}"] = schema
    # Of an item without it, Prism takes the `toString` that every object of JavaScript has for its value.
    platform["components"]["schemas"]["ChangeDetails"]["properties"]["toString"] = {}
    return platform


def program() -> Path:
    """Prism's program, which is installed once. Skips where Node or the package is not to be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node is not there")
    found = CACHE / "node_modules" / ".bin" / "prism"
    if not found.exists():
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE.parent) as folder:
            draft = Path(folder) / "prism"
            options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(draft)]
            try:
                subprocess.run(
                    [npm, "install", *options, PACKAGE],
                    check=True,
                    capture_output=True,
                    timeout=INSTALL_SECONDS,
                )
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                pytest.skip(f"{PACKAGE} cannot be installed: {type(error).__name__}")
            # Another process may have been quicker.
            with contextlib.suppress(OSError):
                draft.rename(CACHE)
    return found


@contextmanager
def proxy(described: dict[str, Any], upstream: str, folder: Path) -> Iterator[str]:
    """The address of a Prism in front of a server, which answers with an error whatever deviates."""
    file = folder / "specification.json"
    file.write_text(json.dumps(described), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(program()), "proxy", str(file), upstream, "--errors", "-h", "127.0.0.1", "-p", str(port)]
    with (folder / "prism.log").open("wb") as log:
        running = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, running)
            yield url
        finally:
            running.terminate()
            running.wait(10)


def _wait_for(url: str, running: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        if running.poll() is not None:
            raise RuntimeError("Prism ended before it began to serve")
        try:
            requests.get(url, timeout=5)
            return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise RuntimeError(f"Prism did not begin to serve within {START_SECONDS} s")
