"""Where Superset finds the published tables: a file's path or a Postgres address, as SQLAlchemy writes it.

A password never goes into a bundle. In its place stands what Superset takes for one that it is to ask for.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from connectors.errors import ExpectedError

MASKED = "X" * 10
SECRET_OPTIONS = ("password", "passwd", "sslpassword")
# Superset has SQLAlchemy 1.4, which does not read %20 in a path as 2.1 does; and what follows ? is no path.
NOT_IN_A_PATH = re.compile(r"[?%\x00-\x1f\x7f\ud800-\udfff]")
PASSWORD = re.compile(r"(?<=:)[^@]*(?=@)")


class AddressError(ExpectedError):
    """No address at which Superset could find the tables."""

    exit_code = 2


def address(database: str) -> str:
    """Raises AddressError, which never says the address: it may hold a password."""
    return _of_server(database) if "://" in database else _of_file(Path(database))


def is_postgres(address: str) -> bool:
    return address.startswith("postgresql")


def _of_file(path: Path) -> str:
    """Read-only. `current` in it stays a link, so that Superset sees each night's file."""
    absolute = str(Path.cwd() / path)
    if found := NOT_IN_A_PATH.search(absolute):
        raise AddressError(
            f"an address cannot hold {found[0]!r}, which the database's path has: link it by a plainer name"
        )
    return f"duckdb:///{absolute}?access_mode=READ_ONLY"


def _of_server(text: str) -> str:
    url = _parsed(text)
    backend = url.get_backend_name() if url else None
    if url is None or backend is None:
        raise AddressError(
            "--database is no address: say postgresql://USER@HOST:5432/DATABASE, or the path of a DuckDB file"
        )
    if backend == "duckdb":
        return _of_file(Path(url.database or ""))
    if backend == "postgres":
        raise AddressError("SQLAlchemy says postgresql://, not postgres://")
    if backend != "postgresql":
        raise AddressError(
            "Baton publishes DuckDB files and to Postgres: --database takes a path or postgresql://…"
        )
    if "@" in f"{url.host}{url.database}":
        raise AddressError("--database has an @ in its user or password: write it as %40")
    if secret := [option for option in SECRET_OPTIONS if option in url.query]:
        raise AddressError(
            f"--database has {secret[0]} after its ?, where a password would be seen: "
            "leave it out; Superset asks for the password when the bundle is imported"
        )
    if url.password is None:
        return text
    scheme, _, rest = text.partition("://")
    return f"{scheme}://{PASSWORD.sub(MASKED, rest, count=1)}"


def _parsed(text: str) -> URL | None:
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        return None
