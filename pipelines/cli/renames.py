"""What the organization file calls by an earlier name, as the last run saw it, said with its lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pipelines.cli.ask import Row
from pipelines.cli.last_run import last_run
from pipelines.organization.model import Organization
from pipelines.organization.named_things import of_organization
from pipelines.organization.reading import OrganizationFile
from pipelines.organization.yaml_document import Place
from pipelines.settings import Settings


def renamed(settings: Settings) -> list[Row]:
    """None before the first run, or while a run holds the warehouse."""
    return last_run(settings, "doctor/names")


def renames(settings: Settings, file: OrganizationFile) -> list[str]:
    """A line for each."""
    rows = renamed(settings)
    places = dict(reversed(list(_words(file.organization))))
    return [_line(row, file, places) for row in rows]


def _line(row: Row, file: OrganizationFile, places: dict[str, Place]) -> str:
    line = file.document.line(places.get(row["in the file"].lower(), ()))
    taken = (
        "; another has that name now, and counts for no team unless it is named by its id"
        if row["note"]
        else ""
    )
    return (
        f"{file.document.file}:{line}: {row['what']} {row['in the file']!r} of {row['source']} is called"
        f" {row['called now']!r} now; the file still means it{taken}"
    )


def _words(organization: Organization) -> Iterator[tuple[str, Place]]:
    """In lower case, each with its places."""
    for one in of_organization(organization, datetime.now(UTC)):
        yield one.thing.name.lower(), one.place
    for at, person in enumerate(organization.people):
        for source, accounts in person.accounts.items():
            for number, account in enumerate(accounts):
                yield account.lower(), ("people", at, "accounts", source, number)
