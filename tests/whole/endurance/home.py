"""A home whose nights run in processes of their own, and what is published in it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from connectors.places import Places
from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import Sandbox
from tests.whole.endurance.attempt import Outcome, attempt
from tests.whole.endurance.hurts import Harm
from tests.worlds.baton import published_tables
from tests.worlds.story import organization_text

Tables = dict[str, list[tuple[object, ...]]]
DAMAGED = re.compile(r"(/.*?) is damaged \(")


class EnduringHome:
    def __init__(self, directory: Path, sandbox: Sandbox) -> None:
        self.places = Places(directory / "data")
        self._directory = directory
        self._environment = {
            "BATON_SANDBOX_JIRA": sandbox.jira_url,
            "BATON_SANDBOX_GITHUB": sandbox.github_url,
            "BATON_SANDBOX_USER": USER,
            "BATON_SANDBOX_TOKEN": TOKEN,
        }

    def run(self, harm: Harm) -> Outcome:
        text = organization_text()
        return attempt(self._directory, text, self._environment, harm.killed_after, harm.file_bytes)

    @property
    def publication(self) -> str | None:
        """Name of what readers are given."""
        return self.places.current.resolve().name if self.places.current.exists() else None

    def tables(self) -> Tables:
        return published_tables(self.places.current / "baton.duckdb") if self.publication else {}

    def left(self) -> tuple[bool, list[str]]:
        """Whether the publication says that it is complete, and the scopes that it names as not whole."""
        with duckdb.connect(self.places.current / "baton.duckdb", read_only=True) as db:
            [(is_complete,)] = db.execute("select is_complete from publish_info").fetchall()
            scopes = db.execute("select scope from scope where state not in ('whole', 'left out')").fetchall()
        return is_complete, [str(scope) for (scope,) in scopes]

    def do_as_told(self, message: str) -> bool:
        """Removes the damaged file that an error names, as it says to."""
        found = DAMAGED.search(message)
        if found is None:
            return False
        Path(found[1]).unlink()
        return True
