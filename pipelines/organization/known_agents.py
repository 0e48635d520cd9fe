"""Agents that Baton knows without a word in the organization file, and names that are like theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import duckdb

from assets.macro import ASSETS
from assets.table import read_table

# In lower case: DuckDB reads it, too.
LIKE_AN_AGENT = (
    r"(^|[^a-z])(agent|ai|assistant|claude|codex|copilot|cursor|devin|gemini|gpt|jules|llm)([^a-z]|$)"
)


@dataclass(frozen=True, slots=True)
class KnownAgent:
    """`page` is what says that this is its login."""

    name: str
    page: str


def is_like_an_agents(name: str) -> bool:
    """Of an account that is no human's: people have such names, too."""
    return re.search(LIKE_AN_AGENT, name.lower()) is not None


@cache
def known_agents() -> dict[str, KnownAgent]:
    """By login, in lower case and without a bot's suffix."""
    query = read_table(ASSETS / "core" / "github" / "github_agent.sql").query
    return {login: KnownAgent(name, page) for login, name, page in duckdb.sql(query).fetchall()}
