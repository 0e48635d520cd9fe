"""The ids of what is in the bundle: the same each time, so that an import replaces the last one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

BATON = UUID("6d4d9f0e-8f0b-5f0a-9a51-4b61746f6e00")


@dataclass(frozen=True, slots=True)
class Identity:
    """`name` is what the database is called in Superset; bundles of two names live there side by side."""

    name: str

    def of(self, *parts: str) -> str:
        return str(uuid5(BATON, "/".join([self.name, *parts])))
