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
class StoreAccess:
    """How an S3 store is reached. Without `key_id` by what the machine it runs on may do.

    `endpoint` is a whole address, empty for the vendor's own.
    """

    region: str = ""
    endpoint: str = ""
    key_id: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LakeTarget:
    """A schema of a DuckLake. `catalog` may have a password; `variable` is where it comes from.

    `data` is a directory, or an address such as s3://bucket/prefix, which `access` is for.
    """

    schema: str
    data: str
    variable: str
    catalog: str = field(repr=False)
    access: StoreAccess = StoreAccess()


@dataclass(frozen=True, slots=True)
class Targets:
    postgres: PostgresTarget | None = None
    lake: LakeTarget | None = None
