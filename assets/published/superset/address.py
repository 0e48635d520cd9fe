"""Where Superset finds the published tables: a file's path or a Postgres address, as SQLAlchemy writes it.

A password never goes into a bundle. In its place stands what Superset takes for one that it is to ask for.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from connectors.errors import ExpectedError

MASKED = "X" * 10
SECRET_OPTIONS = ("password", "passwd", "sslpassword")


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
    url = URL.create("duckdb", database=absolute, query={"access_mode": "READ_ONLY"}).render_as_string()
    try:
        url.encode()
    except UnicodeEncodeError:
        raise AddressError("the path of the database is no UTF-8 text: link it by another name") from None
    if make_url(url).database != absolute or "\n" in absolute:
        raise AddressError(f"an address cannot hold this path: {absolute!r}; link it by a plainer name")
    return url


def _of_server(text: str) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise AddressError(
            "--database is no address: say postgresql://USER@HOST:5432/DATABASE, or the path of a DuckDB file"
        ) from None
    backend = url.get_backend_name()
    if backend == "postgres":
        raise AddressError("SQLAlchemy says postgresql://, not postgres://")
    if backend == "duckdb":
        return _of_file(Path(url.database or ""))
    if backend != "postgresql":
        raise AddressError(
            "Baton publishes DuckDB files and to Postgres: --database takes a path or postgresql://…"
        )
    if secret := [option for option in SECRET_OPTIONS if option in url.query]:
        raise AddressError(
            f"--database has {secret[0]} after its ?, where a password would be seen: "
            "leave it out; Superset asks for the password when the bundle is imported"
        )
    masked = url.set(password=MASKED) if url.password is not None else url
    return masked.render_as_string(hide_password=False)
