"""`baton check`."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import click

from connectors.errors import ExpectedError
from connectors.sources import Puller
from pipelines import wiring
from pipelines.cli.exit_codes import ExitCode, Failed
from pipelines.organization.model import Organization
from pipelines.organization.reading import read_organization
from pipelines.organization.yaml_document import ProblemsFound
from pipelines.settings import Settings


def check_organization(settings: Settings, contact: bool) -> None:
    """Raises Failed with everything that is wrong."""
    if settings.organization is None:
        click.echo("No organization file is configured: runs use the embedded sandbox organization.")
        click.echo("To configure one, copy organization.example.yaml to organization.yaml and fill it in.")
    else:
        try:
            file = read_organization(settings.organization, os.environ)
        except ProblemsFound as error:
            raise Failed(ExitCode.WRONG, str(error).splitlines()) from error
        click.echo(f"{settings.organization} is right: {_described(file.organization)}.")
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
    sources = wiring.sources(settings)
    with sources.opened() as pullers, ThreadPoolExecutor(len(pullers)) as threads:
        answers = list(threads.map(_first_contact, pullers))
    for puller, answer in zip(pullers, answers, strict=True):
        if isinstance(answer, datetime):
            click.echo(f"{puller.name} answers; its clock says {answer:%Y-%m-%d %H:%M:%S} UTC.")
    problems = [str(answer) for answer in answers if isinstance(answer, ExpectedError)]
    if problems:
        raise Failed(ExitCode.WRONG, problems)


def _first_contact(puller: Puller) -> datetime | ExpectedError:
    try:
        return puller.check()
    except ExpectedError as error:
        return error
