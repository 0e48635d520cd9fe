"""What sources show when they are asked, before anything is pulled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from rich.table import Table

from connectors.errors import ExpectedError
from connectors.outcome import Description
from pipelines import wiring
from pipelines.cli.screen import Screen
from pipelines.configured_sources import NamedCredentials
from pipelines.settings import Settings


def described(settings: Settings) -> dict[str, Description | ExpectedError]:
    """What every source shows, by name, or why it does not answer."""
    with wiring.sources(settings).opened() as sources, ThreadPoolExecutor(len(sources)) as threads:
        return dict(zip([source.name for source in sources], threads.map(_described, sources), strict=True))


def show_first_contact(settings: Settings, console: Screen) -> list[str]:
    """A row for every source that answers; returns what is wrong with the others."""
    answers = described(settings)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("source", "what it is", "its clock (UTC)", "found"):
        table.add_column(name, overflow="fold")
    for name, answer in answers.items():
        if isinstance(answer, Description):
            found = "\n".join(answer.found)
            table.add_row(name, answer.what, f"{answer.clock:%Y-%m-%d %H:%M:%S}", found)
    console.print("First contact", style="bold")
    console.print(table)
    console.print()
    return problems(answers)


def problems(answers: dict[str, Description | ExpectedError]) -> list[str]:
    return [str(answer) for answer in answers.values() if isinstance(answer, ExpectedError)]


def _described(source: NamedCredentials) -> Description | ExpectedError:
    try:
        return source.describe()
    except ExpectedError as error:
        return error
