"""What sources show when they are asked before a pull, and what the organization file names in vain."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from connectors.errors import ExpectedError
from connectors.outcome import Description
from pipelines import wiring
from pipelines.cli.named_things import Answers, look_up, report
from pipelines.cli.renames import renamed
from pipelines.configured_sources import NamedCredentials
from pipelines.organization.named_things import of_organization, of_sources
from pipelines.organization.reading import OrganizationFile, read_organization
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class FirstContact:
    """What every source shows, by name, or why it does not answer.

    `absent` are lines on what the organization file names and no source has, `notes` on what might be there.
    """

    answers: Mapping[str, Description | ExpectedError]
    absent: Sequence[str]
    notes: Sequence[str]

    @property
    def problems(self) -> list[str]:
        return [*map(str, _failures(self.answers).values()), *self.absent]


def first_contact(settings: Settings) -> FirstContact:
    """Ask every source what it is, and for everything that the organization file names."""
    if settings.organization is None:
        file = wiring.sandbox_organization(settings.sandbox_planner)
    else:
        file = read_organization(settings.organization, os.environ)
    with wiring.sources(settings).opened() as sources, ThreadPoolExecutor(len(sources)) as threads:
        answers = dict(
            zip([source.name for source in sources], threads.map(_described, sources), strict=True)
        )
        absent, notes = _named(
            file, sources, answers, {row["in the file"].lower() for row in renamed(settings)}
        )
    return FirstContact(answers, absent, notes)


def _named(
    file: OrganizationFile,
    sources: Sequence[NamedCredentials],
    answers: Mapping[str, Description | ExpectedError],
    earlier: Collection[str],
) -> tuple[list[str], list[str]]:
    clocks = [answer.clock for answer in answers.values() if isinstance(answer, Description)]
    if not clocks:
        return [], []
    named = [*of_sources(file.organization), *of_organization(file.organization, max(clocks))]
    sought = Answers(failures=_failures(answers))
    look_up(sources, named, sought)
    notes = report(sought, named, file.document, earlier)
    failures = [str(error) for name, error in sought.failures.items() if name not in _failures(answers)]
    return [*map(str, file.document.in_order()), *failures], notes


def _failures(answers: Mapping[str, Description | ExpectedError]) -> dict[str, ExpectedError]:
    return {name: answer for name, answer in answers.items() if isinstance(answer, ExpectedError)}


def _described(source: NamedCredentials) -> Description | ExpectedError:
    try:
        return source.describe()
    except ExpectedError as error:
        return error
