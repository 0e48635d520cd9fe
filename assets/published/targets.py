"""Where, besides in files, a publication goes: plain objects that the assets get."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PostgresTarget:
    """A schema of a Postgres server. `address` has the password; `variable` is where it comes from."""

    schema: str
    variable: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Targets:
    postgres: PostgresTarget | None = None
