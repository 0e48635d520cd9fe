"""`baton check`."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from connectors.errors import ExpectedError
from connectors.outcome import Description
from pipelines.cli.agents_seen import agents_seen
from pipelines.cli.first_contact import first_contact
from pipelines.cli.renames import renames
from pipelines.cli.screen import say
from pipelines.exit_codes import ExitCode, Failed
from pipelines.organization.model import Organization
from pipelines.organization.reading import read_organization
from pipelines.settings import Settings
from pipelines.wiring import targets


def check_organization(settings: Settings, contact: bool) -> None:
    """Raises ProblemsFound for what is wrong with the file, Failed for sources that do not answer."""
    if settings.organization is None:
        say("No organization file is configured: runs use the embedded sandbox organization.")
        say("To configure one, copy organization.example.yaml to organization.yaml and fill it in.")
    else:
        file = read_organization(settings.organization, os.environ)
        say(f"{settings.organization} is right: {_described(file.organization)}.")
        for line in (*renames(settings, file), *agents_seen(settings)):
            say(line)
    if contact:
        _contact(settings)


def _described(organization: Organization) -> str:
    counts = {
        "sources": organization.sources,
        "teams": organization.teams,
        "people": organization.people,
        "calendars": organization.every_calendar(),
    }
    return f"{organization.name}, " + ", ".join(f"{name} {len(things)}" for name, things in counts.items())


def _contact(settings: Settings) -> None:
    contact = first_contact(settings)
    for name, answer in contact.answers.items():
        if isinstance(answer, Description):
            say(f"{name} answers; its clock says {answer.clock:%Y-%m-%d %H:%M:%S} UTC.")
            for line in answer.found:
                say(f"  {line}")
    for note in contact.notes:
        say(note)
    if problems := [*contact.problems, *_contact_targets(settings)]:
        raise Failed(ExitCode.WRONG, problems)


def _contact_targets(settings: Settings) -> list[str]:
    """What is wrong with where publications go."""
    from assets.published.lake import sending as lake
    from assets.published.postgres import sending as postgres

    found, looks = targets(settings), list[Callable[[], str]]()
    if found.postgres is not None:
        looks.append(partial(postgres.look, found.postgres))
    if found.lake is not None:
        looks.append(partial(lake.look, found.lake))
    wrong = []
    for look in looks:
        try:
            say(look())
        except ExpectedError as error:
            wrong.append(str(error).splitlines()[0])
    return wrong
