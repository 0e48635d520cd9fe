"""`baton erase` and `baton export-person`: what data protection asks of whoever keeps data on people."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.options import FILE, HOME, ORGANIZATION, settings_of


@click.command()
@click.argument("person")
@ORGANIZATION
@HOME
@click.option("--yes", "is_meant", is_flag=True, help="Do it. Without this, only say what would change.")
def erase(person: str, organization: str | None, home: str | None, is_meant: bool) -> None:
    """Put a random pseudonym for PERSON wherever Baton keeps a name, address, login or account.

    PERSON is an id of the organization file, an e-mail address, a name, or an account with its source, such
    as github:LOGIN. What the person did is kept, under the pseudonym, and numbers stay as they are; the next
    pull, which shows the person again, lands the pseudonym. It cannot be undone.
    Exit codes: 2 if PERSON is nobody, or may be several; 3 if something is left that only you can change;
    4 if a run is under way.
    """
    from pipelines.cli.erase import erase_person

    erase_person(settings_of(organization, home), person, is_meant)


@click.command("export-person")
@click.argument("person")
@ORGANIZATION
@HOME
@click.option("--to", "target", type=FILE, required=True, help="The zip file to write; for you alone.")
def export_person(person: str, organization: str | None, home: str | None, target: Path) -> None:
    """Write all that Baton holds of PERSON to a zip file: JSON lines by stream, and a summary to read.

    PERSON is named as for `baton erase`. Records are whole, as they came: other people stand in them as ids.
    Exit codes: 1 if the file is there already; 2 if PERSON is nobody, or may be several; 4 if a run is under
    way.
    """
    from pipelines.cli.export_person import export_to

    export_to(settings_of(organization, home), person, target)
