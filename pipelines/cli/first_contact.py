"""What sources say of themselves when they are asked, before anything is pulled."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.table import Table

from connectors.errors import SourceError
from connectors.jira.connection import connect
from connectors.jira.fields import discover
from connectors.jira.source import JiraSource
from connectors.sources import JiraPuller, NamedCredentials, Puller
from pipelines import wiring
from pipelines.settings import Settings

SECONDS = 60.0
SHOWN_PROJECTS = 12


@dataclass(frozen=True, slots=True)
class Contact:
    """A source that answers; `found` are lines of what there is."""

    source: str
    what: str
    clock: datetime
    found: tuple[str, ...]


def show_first_contact(settings: Settings, console: Console) -> list[str]:
    """A row for every source that answers; returns what is wrong with the others."""
    with wiring.sources(settings).opened() as pullers, ThreadPoolExecutor(len(pullers)) as threads:
        answers = list(threads.map(_asked, pullers))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("source", "what it is", "its clock (UTC)", "found"):
        table.add_column(name, overflow="fold")
    for answer in answers:
        if isinstance(answer, Contact):
            found = "\n".join(answer.found).replace("[", r"\[")
            table.add_row(answer.source, answer.what, f"{answer.clock:%Y-%m-%d %H:%M:%S}", found)
    console.print("[bold]First contact[/bold]")
    console.print(table)
    console.print()
    return [str(answer) for answer in answers if isinstance(answer, SourceError)]


def _asked(puller: Puller) -> Contact | SourceError:
    inner = puller.puller if isinstance(puller, NamedCredentials) else puller
    try:
        clock = puller.check()
        if isinstance(inner, JiraPuller):
            return _jira(inner.source, clock)
        return Contact(puller.name, "github", clock, ())
    except SourceError as error:
        return error


def _jira(source: JiraSource, clock: datetime) -> Contact:
    connection = connect(source, time.monotonic() + SECONDS)
    with closing(connection.client) as client:
        who = client.get_object(f"{client.api}/myself")
        projects = {str(row["key"]): str(row["id"]) for page in client.projects() for row in page}
        listed = client.fields()
        categories = [(row.get("statusCategory") or {}).get("key") or "none" for row in client.statuses()]
    fields = {str(row["id"]): str(row["name"]) for row in listed}
    asked = [id_ for id_ in discover(listed, source.fields).asked if id_.startswith("customfield_")]
    statuses = sorted(Counter(map(str, categories)).items())
    wanted = sorted(key for key, id_ in projects.items() if source.wants(id_, key))
    more = f" and {len(wanted) - SHOWN_PROJECTS} more" if len(wanted) > SHOWN_PROJECTS else ""
    found = [
        f"account: {who.get('displayName') or who.get('name') or source.account}",
        f"projects: {len(wanted)} of {len(projects)} seen: {' '.join(wanted[:SHOWN_PROJECTS])}{more}",
        "fields: " + ", ".join(f"{fields[id_]} ({id_})" for id_ in asked),
        "statuses: " + ", ".join(f"{count} {category}" for category, count in statuses),
        *(
            f"the organization file names the field {id_}, which the site does not have"
            for id_ in sorted(set(source.fields) - fields.keys())
        ),
    ]
    flavour = f"{connection.info.get('deploymentType')} {connection.info.get('version') or ''}".strip()
    return Contact(source.name, flavour, clock, tuple(found))
