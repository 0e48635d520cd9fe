"""Options that several commands have, and the settings that follow from them and the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from pipelines.settings import Settings, read_settings

FILE = click.Path(path_type=Path, dir_okay=False)
HOME = click.option(
    "--home", metavar="DIR", help="Directory that holds data/ (default: BATON_HOME, else the checkout)."
)
ORGANIZATION = click.option(
    "--organization",
    metavar="PATH",
    help="The organization file (default: BATON_ORGANIZATION, else organization.yaml in the checkout, "
    "else the embedded sandbox organization).",
)
WHAT_IF = click.option(
    "--whatif",
    "what_if",
    metavar="NAME",
    help="Read the what-if that was published under this name, instead of what happened.",
)


def settings_of(
    organization: str | None,
    home: str | None,
    more: Mapping[str, str | None] | None = None,
    what_if: str | None = None,
) -> Settings:
    """The environment's settings, with what was given on the command line before them."""
    given = {"BATON_ORGANIZATION": organization, "BATON_HOME": home, **(more or {})}
    settings = read_settings(
        {**os.environ, **{name: text for name, text in given.items() if text is not None}}
    )
    return replace(settings, what_if=what_if)


def is_debugging() -> bool:
    """Whether somebody wants to see tracebacks."""
    return bool(os.environ.get("BATON_DEBUG"))
