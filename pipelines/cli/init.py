"""`baton init`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from connectors.errors import ExpectedError
from connectors.sources import CONNECTORS, ConnectedSource
from pipelines.cli.named_things import Answers, look_up, report
from pipelines.cli.screen import say
from pipelines.configured_sources import NamedCredentials
from pipelines.exit_codes import ExitCode, Failed
from pipelines.organization.first_file import FirstFile
from pipelines.organization.json_schema import first_line
from pipelines.organization.named_things import of_sources
from pipelines.organization.reading import OrganizationFile, parse_organization, read_organization
from pipelines.wiring import NothingNeeded


def options_as_text(
    name: str | None, jira: dict[str, Any] | None, github: dict[str, Any] | None, timezone: str | None
) -> str:
    """The smallest organization file that says what the options say."""
    sources = [source for source in (jira, github) if source is not None]
    given = {
        "name": name or _name(jira, github),
        "timezone": timezone or "UTC",
        "sources": [{field: value for field, value in source.items() if value} for source in sources],
    }
    return yaml.safe_dump(given, sort_keys=False)


def write_first_file(target: Path, known: OrganizationFile, timezone: str | None) -> None:
    """Raises Failed where the file is there already, or a source cannot be read; then nothing is written."""
    if target.exists():
        line = f"{target} is there already, and is never overwritten: choose another with --write"
        raise Failed(ExitCode.WRONG, [line])
    organization = known.organization
    _refuse_what_is_not_there(known)
    rosters: dict[str, dict[str, Any]] = {kind: {} for kind in CONNECTORS}
    for source in known.sources:
        say(f"Looking at {source.name} …", is_error=True)
        try:
            rosters[source.kind][source.name] = CONNECTORS[source.kind].discover(source)
        except ExpectedError as error:
            raise Failed(ExitCode.WRONG, [str(error), "nothing was written"]) from error
    text = FirstFile(
        organization.name, timezone, organization.sources, rosters["jira"], rosters["github"]
    ).text(first_line(target))
    found = parse_organization(text, str(target), NothingNeeded(os.environ)).organization
    with target.open("x", encoding="utf-8") as file:
        file.write(text)
    say(f"{target}: teams {len(found.teams)}, people {len(found.people)}. What is guessed says so:")
    say(f"correct it, then `baton check --organization {target}`.")


def _refuse_what_is_not_there(known: OrganizationFile) -> None:
    """Raises Failed where a source is to be read for what it has not, or is not visible."""
    named = list(of_sources(known.organization))
    answers = Answers()
    look_up([NamedCredentials(ConnectedSource(source), ()) for source in known.sources], named, answers)
    report(answers, named, known.document)
    wrong = [*map(str, answers.failures.values()), *map(str, known.document.in_order())]
    if wrong:
        raise Failed(ExitCode.WRONG, [*wrong, "nothing was written"])


def known_sources(path: Path | None, text: str) -> OrganizationFile:
    """What to look at: an organization file's sources, or those of the options. Raises ProblemsFound."""
    if path:
        return read_organization(path, os.environ)
    return parse_organization(text, "the options", os.environ)


def _name(jira: dict[str, Any] | None, github: dict[str, Any] | None) -> str:
    organizations: Sequence[str] = (github or {}).get("organizations") or ()
    host = str(urlsplit((jira or {}).get("url") or "").hostname or "organization")
    return organizations[0] if organizations else host.partition(".")[0]
