"""An agent that starts `baton mcp` as a program of its own, and asks it by the protocol."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

COMMAND = ["-c", "from pipelines.cli.main import main; main()", "mcp", "--home"]
Call = tuple[str, dict[str, Any]]


class Refused(str):
    """What a tool says instead of an answer."""


def ask_all(
    home: Path, calls: Sequence[Call], environment: dict[str, str] | None = None
) -> list[dict[str, Any] | Refused]:
    """What each tool answers, in one session."""
    return asyncio.run(_ask_all(home, calls, environment))


async def _ask_all(
    home: Path, calls: Sequence[Call], environment: dict[str, str] | None
) -> list[dict[str, Any] | Refused]:
    server = StdioServerParameters(command=sys.executable, args=[*COMMAND, str(home)], env=environment)
    answers: list[dict[str, Any] | Refused] = []
    async with Client(server) as client:
        for tool, given in calls:
            result = await client.call_tool(tool, given)
            if result.is_error:
                answers.append(Refused(getattr(result.content[0], "text", "")))
            else:
                answers.append(dict(result.structured_content or {}))
    return answers


async def _tools(home: Path) -> dict[str, bool]:
    server = StdioServerParameters(command=sys.executable, args=[*COMMAND, str(home)])
    async with Client(server) as client:
        listed = (await client.list_tools()).tools
        return {each.name: bool(each.annotations and each.annotations.read_only_hint) for each in listed}


def tools(home: Path) -> dict[str, bool]:
    """The names of the tools that there are, and whether they say that they only read."""
    return asyncio.run(_tools(home))
