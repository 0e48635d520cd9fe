"""Serves a World as a Jira Cloud site, a Jira Data Center site and a GitHub host on a loopback port.

For tests, in a thread:

    with serve(world, clock) as sandbox:
        sandbox.jira_url, sandbox.github_url

As a process of its own, which prints its addresses as one line of JSON and ends when its stdin does:

    python -m connectors.sandbox.server.server --seed 7 --tickets 6000 --clock 2025-03-27T14:00:00Z
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from connectors.sandbox.faults import Fault, Kind
from connectors.sandbox.github.host_http import GitHub
from connectors.sandbox.github.schemas import GITHUB_COM, Edition
from connectors.sandbox.jira.cloud import Jira
from connectors.sandbox.jira.data_center import DataCenter
from connectors.sandbox.server.routes import Hosts
from connectors.sandbox.world.world import World

HOST = "127.0.0.1"
START_SECONDS = 30.0
# As long as vendors' servers do: a connection that ends while a request is on its way costs a retry.
KEEP_ALIVE_SECONDS = 120
POINTS_PER_HOUR = 5000


class _Protocol(HttpToolsProtocol):
    """Hands the connection to the application, so that a fault can break it off."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Sandbox:
    """A running server. `github_url` is the REST address; GraphQL is where PyGithub looks for it."""

    def __init__(
        self, world: World, clock: datetime, site_offset: str, points: int, port: int, edition: Edition
    ) -> None:
        self._hosts = Hosts(
            Jira(world, clock, site_offset),
            DataCenter(world, clock, site_offset),
            GitHub(world, clock, points, edition),
            clock,
        )
        config = uvicorn.Config(
            self._hosts.app,
            host=HOST,
            port=port,
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_ready = threading.Event()

    @property
    def port(self) -> int:
        return self._port

    @property
    def gateway_url(self) -> str:
        """Where scoped tokens and OAuth find Jira Cloud, below /ex/jira/<cloud id>."""
        return f"http://{HOST}:{self._port}"

    @property
    def data_center_url(self) -> str:
        return f"http://{HOST}:{self._port}/jira-dc"

    @property
    def data_center(self) -> DataCenter:
        """The Data Center site itself, whose limits tests make smaller."""
        return self._hosts.data_center

    @property
    def jira_url(self) -> str:
        return f"http://{HOST}:{self._port}/jira"

    @property
    def github_url(self) -> str:
        return f"http://{HOST}:{self._port}/github/api/v3"

    @property
    def clock(self) -> datetime:
        return self._hosts.clock

    @property
    def requests(self) -> Counter[tuple[str, str]]:
        """How many requests came in, by method and route, as in ("POST", "/jira/rest/api/3/search/jql")."""
        return self._hosts.requests

    @property
    def points_used(self) -> int:
        """GraphQL points charged since the clock was set."""
        return self._hosts.github.points_used

    def install_app(self, id_: str, public_key: str, owners: list[str], requests_per_token: int) -> None:
        """Lets a GitHub App (its key as PEM) read organizations, with tokens good for so many requests."""
        install = self._hosts.github.apps.install
        self._on_the_loop(lambda: install(id_, public_key, owners, requests_per_token))

    @property
    def tokens_refused(self) -> int:
        """Requests that came with an app's token after it had run out."""
        return self._hosts.github.apps.refused

    @property
    def faults_served(self) -> Counter[str]:
        return self._hosts.faults.served

    def move_to(self, clock: datetime) -> None:
        """Sets the clock, forwards or back; requests see the world before or after, never in between."""
        self._on_the_loop(lambda: self._hosts.move_to(clock))

    def fail(
        self,
        route: str,
        kind: Kind,
        times: int = 1,
        *,
        after: int = 0,
        seconds: float = 1.0,
        when: Callable[[bytes], bool] | None = None,
        change: Callable[[Any], Any] | None = None,
    ) -> None:
        """Lets the next `times` requests go wrong whose path fits `route`, as in "*/search/jql".

        The first `after` of them still go well; `when` looks at a request's body and chooses; `seconds` is
        the delay of a slow answer, and what Retry-After says; `change` makes a changed answer of the real.
        """
        fault = Fault(route, kind, times, after, seconds, when, change)
        self._on_the_loop(lambda: self._hosts.faults.plan(fault))

    def heal(self) -> None:
        """Forgets the faults that are still to come."""
        self._on_the_loop(self._hosts.faults.clear)

    def start(self) -> None:
        self._thread.start()
        if not self._is_ready.wait(START_SECONDS) or not self._server.started:
            raise RuntimeError(f"the sandbox's server did not start within {START_SECONDS:g} seconds")
        self._port = self._server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join()

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._is_ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        serving = asyncio.ensure_future(self._server.serve())
        while not self._server.started and not serving.done():
            await asyncio.sleep(0.005)
        self._is_ready.set()
        await serving

    def _on_the_loop(self, action: Callable[[], None]) -> None:
        """Runs an action between two requests and waits for it."""

        async def act() -> None:
            action()

        assert self._loop is not None, "the sandbox is not started"
        asyncio.run_coroutine_threadsafe(act(), self._loop).result()


def serve(
    world: World,
    clock: datetime,
    *,
    site_offset: str = "+0000",
    points_per_hour: int = POINTS_PER_HOUR,
    port: int = 0,
    github: Edition = GITHUB_COM,
) -> Sandbox:
    """A server of what happened up to `clock` (aware UTC): a context manager. `port` 0 takes a free one."""
    return Sandbox(world, clock, site_offset, points_per_hour, port, github)


def main() -> None:
    from connectors.sandbox.planner.kinds import PLANNERS
    from connectors.sandbox.planners import planned

    parser = argparse.ArgumentParser(prog="python -m connectors.sandbox.server.server", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tickets", type=int, default=6000)
    parser.add_argument("--planner", choices=PLANNERS, default="jira", help="what the organization plans in")
    parser.add_argument(
        "--clock", required=True, type=_instant, help="an ISO time; without an offset it is UTC"
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--site-offset", default="+0000", help="of the times in Jira's answers")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    world = planned(options.planner, options.seed, options.tickets).world
    with serve(world, options.clock, site_offset=options.site_offset, port=options.port) as sandbox:
        print(json.dumps({"jira_url": sandbox.jira_url, "github_url": sandbox.github_url}), flush=True)
        sys.stdin.buffer.read()


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


if __name__ == "__main__":
    main()
