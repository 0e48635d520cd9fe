"""The command `baton mcp`."""

from __future__ import annotations

from importlib.util import find_spec

import click

from pipelines.cli.options import HOME, settings_of
from pipelines.settings import SettingsError


@click.command()
@HOME
def mcp(home: str | None) -> None:
    """Serve what is published to an agent, by the Model Context Protocol over stdin and stdout. Read-only.

    It has tools that list and describe tables, answer SQL and named questions, and explain numbers.
    """
    settings = settings_of(None, home)
    if find_spec("mcp") is None:
        raise SettingsError("the package mcp is not installed: run `make setup`, or install baton[mcp]")
    from pipelines.cli.mcp_server import serve

    serve(settings)
