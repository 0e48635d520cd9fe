"""One transaction of a Postgres server, and what goes wrong with it, in words without a password."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.published.postgres.address import patient, secrets_of
from assets.published.targets import PostgresTarget
from connectors.errors import ExpectedError
from connectors.transport.secrets import hidden

if TYPE_CHECKING:
    import pyarrow as pa
    from adbc_driver_manager.dbapi import Connection, Error

QUERIES = Path(__file__).parent / "queries"
LOCK_TIMEOUT = "60s"
# An SQLSTATE.
LOCK_NOT_AVAILABLE = "55P03"


class PostgresNotWritten(ExpectedError):
    """Postgres has what it had before. The message says why, and what to do."""

    exit_code = 3

    def __init__(self, target: PostgresTarget, reason: str) -> None:
        super().__init__(
            f"Postgres ({target.variable}, schema {target.schema}) keeps what it had: {reason}\n"
            "the next night sends it what is published then, `baton publish --to postgres` what is now"
        )


class Postgres:
    """One transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def select(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The answer to a query, of which $1, $2 … are these."""
        with self._connection.cursor() as cursor:
            cursor.execute(query, parameters or None)
            return list(cursor.fetchall())

    def rows(self, query: str, schema: str) -> list[tuple[Any, ...]]:
        """The answer to a query of queries/ about a schema."""
        return self.select(_text_of(query), schema)

    def append(self, schema: str | None, table: str, data: pa.RecordBatchReader) -> None:
        """Rows into a table of a schema, or into a temporary one."""
        with self._connection.cursor() as cursor:
            if schema is None:
                cursor.adbc_ingest(table, data, mode="append", temporary=True)
            else:
                cursor.adbc_ingest(table, data, mode="append", db_schema_name=schema)

    def version(self) -> int:
        """Its major version."""
        return int(self._connection.adbc_get_info()["vendor_version"]) // 10_000

    def commit(self) -> None:
        self._connection.commit()


@contextmanager
def connected(target: PostgresTarget) -> Iterator[Postgres]:
    """A transaction; it ends without a trace unless it is committed. Raises PostgresNotWritten."""
    try:
        from adbc_driver_manager import Error
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise PostgresNotWritten(
            target, "Baton's extra `postgres` is not installed: `make setup`, or pip install -e '.[postgres]'"
        ) from None
    try:
        with dbapi.connect(patient(target.address)) as connection:
            postgres = Postgres(connection)
            postgres.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
            yield postgres
    except Error as error:
        raise PostgresNotWritten(target, _reason(error, secrets_of(target.address))) from None


def quoted(*names: str) -> str:
    """A name, or a qualified one, as an SQL identifier."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def listed(names: Sequence[str]) -> str:
    """Names as SQL identifiers, with commas between them."""
    return ", ".join(map(quoted, names))


@cache
def _text_of(query: str) -> str:
    return (QUERIES / f"{query}.sql").read_text(encoding="utf-8")


def _reason(error: Error, secrets: Sequence[str]) -> str:
    """In one line, without the driver's own words around it."""
    if error.sqlstate == LOCK_NOT_AVAILABLE:
        return f"another session held it for {LOCK_TIMEOUT}: a run that writes, too, or a lock on a table"
    details = {_text(name): _text(value) for name, value in error.details}
    parts = [details.get(f"PG_DIAG_{part}") for part in ("MESSAGE_PRIMARY", "MESSAGE_DETAIL", "MESSAGE_HINT")]
    said = str(error).rpartition("[libpq] ")[2].partition(". SQLSTATE")[0]
    text = "; ".join(filter(None, parts)) or said.removeprefix("Failed to connect: ")
    return hidden(" ".join(text.split()).rstrip("."), secrets)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", errors="replace")
