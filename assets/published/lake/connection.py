"""A lake that is attached, and what goes wrong with it, in words without a password or a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from assets.published.lake.address import attach, catalog_file, extensions, has_files, lake_secrets
from assets.published.lake.extensions import ExtensionMissing, connect
from assets.published.targets import LakeTarget
from connectors.errors import ExpectedError
from connectors.formats import too_new
from connectors.transport.secrets import hidden

NOT_THERE = "creating a new DuckLake is explicitly disabled"
VERSIONS = re.compile(r"catalog version is (\S+), but the extension requires version (\d+(?:\.\d+)*)")
CATALOG = re.compile(r'^.*?(Unable to connect to Postgres at "[^"]*"|at path \+ "[^"]*"):?\s*', re.DOTALL)
CONFLICTS = ("transaction conflict", "database is locked", "could not set lock", "could not serialize")


class LakeNotWritten(ExpectedError):
    """The lake has what it had before. The message says why, and what to do."""

    exit_code = 3

    def __init__(self, target: LakeTarget, reason: str) -> None:
        super().__init__(
            f"the lake ({target.variable}, schema {target.schema}) keeps what it had: {reason}\n"
            "the next night sends it what is published then, `baton publish --to lake` what is now"
        )


class LakeHeld(LakeNotWritten):
    """Somebody else wrote, or writes, at the same time: another try may succeed."""


class LakeNotTidied(ExpectedError):
    """The lake has the publication. Old snapshots, or files of them, are still there."""

    exit_code = 3

    def __init__(self, target: LakeTarget, reason: str) -> None:
        super().__init__(
            f"the lake ({target.variable}, schema {target.schema}) has the publication, and old files: "
            f"{reason}\n"
            "the next publication that goes there takes them away"
        )


class Refused(Exception):
    """The lake may not become what is asked for. The message says why."""


@contextmanager
def connected(target: LakeTarget, is_made: bool = True) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The lake as `lake`, made if it is not there; None where it is not and is not to be.

    Raises LakeNotWritten, for whatever goes wrong with it inside, too.
    """
    try:
        with connect(*extensions(target)) as db:
            yield db if _attached(db, target, is_made) else None
    except (ExtensionMissing, Refused) as error:
        raise LakeNotWritten(target, str(error)) from None
    except (duckdb.Error, OSError) as error:
        raise (LakeHeld if is_conflict(error) else LakeNotWritten)(target, reason(error, target)) from None


def _attached(db: duckdb.DuckDBPyConnection, target: LakeTarget, is_made: bool) -> bool:
    db.execute("set TimeZone = 'UTC'")
    if _is_there(db, target):
        return True
    if not is_made:
        return False
    # Somebody else may have made it, and filled it, meanwhile.
    if has_files(db, target):
        if _is_there(db, target):
            return True
        raise Refused(
            f"the catalog has no lake yet, and {target.data} is not empty: name a place of its own, or the "
            "catalog that those files are of"
        )
    attach(db, target, is_made=True)
    return True


def _is_there(db: duckdb.DuckDBPyConnection, target: LakeTarget) -> bool:
    """Then it is attached."""
    file = catalog_file(target)
    if file is not None and not file.exists():
        return False
    try:
        attach(db, target, is_made=False)
    except duckdb.InvalidInputException as error:
        if NOT_THERE not in str(error):
            raise
        return False
    return True


def is_conflict(error: Exception) -> bool:
    """Whether it is about somebody else's writing at the same time."""
    text = str(error).lower()
    is_made_twice = "failed to initialize ducklake" in text and " already exists" in text
    return is_made_twice or any(conflict in text for conflict in CONFLICTS)


def reason(error: Exception, target: LakeTarget) -> str:
    """In one line, without the driver's own words around it."""
    text = str(error)
    if versions := VERSIONS.search(text):
        return _of_versions(*versions.groups())
    if "does not match existing data path" in text:
        return "its files are elsewhere than the organization file says: " + _one_line(text, target)
    return _one_line(text, target)


def _of_versions(there: str, known: str) -> str:
    if _number(there) > _number(known):
        return f"its catalog has DuckLake's format {there}, and {too_new(known)}"
    return (
        f"its catalog has DuckLake's format {there}, and this Baton writes {known}: when all of its readers "
        "know that, attach it once with AUTOMATIC_MIGRATION"
    )


def _number(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _one_line(text: str, target: LakeTarget) -> str:
    # Secrets first: what is cut afterwards cannot hide half of one.
    plain = hidden(text, lake_secrets(target))
    while CATALOG.search(plain):
        plain = CATALOG.sub("", plain, count=1)
    return " ".join(plain.split()).rstrip(".")
