"""Four quarters of three teams: in the first three each pair has one of the modes, in the last one none has.

A quarter is told in one of its months: four weeks from a Monday on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.tickets import Ticket
from tests.worlds.night import Home
from tests.worlds.story import Story, organization_text

# Weekdays of June 2025, four weeks, and a few of them in each week.
DAYS = [day for day in range(2, 28) if datetime(2025, 6, day).weekday() < 5]
FOUR_WEEKS = [2, 3, 4, 5, 9, 10, 11, 16, 17, 23]
THREE_WEEKS = [2, 3, 4, 5, 9, 10, 11, 16, 17, 18]
QUARTERS = [date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1)]
AS_OF = datetime(2026, 4, 20, 12, tzinfo=UTC)


def to_and_fro(story: Story, day: int, one: str, project: str, other: str) -> None:
    """One works on its ticket, the other has it for two hours, and one has it again."""
    ticket = story.ticket(f"{day} 09:00", one, project, assignee=one)
    ticket.change(f"{day} 09:30", one, status="In Progress").change(f"{day} 10:00", one, assignee=other)
    ticket.comment(f"{day} 11:00", other).change(f"{day} 12:00", other, assignee=one)
    ticket.comment(f"{day} 13:00", one).done(f"{day} 15:00", one)


def asked(story: Story, day: int, asker: str, project: str, server: str) -> None:
    """A request that is served on the same day."""
    ticket = story.ticket(f"{day} 09:00", asker, project)
    ticket.change(f"{day} 10:00", server, status="In Progress").done(f"{day} 15:00", server)


def sent_back(story: Story, day: int, asker: str, project: str, server: str) -> None:
    ticket = story.ticket(f"{day} 09:00", asker, project)
    ticket.change(f"{day} 14:00", server, assignee=asker)


def helped(story: Story, day: int, one: str, project: str, helper: str) -> None:
    ticket = story.ticket(f"{day} 09:00", one, project)
    ticket.change(f"{day} 09:30", one, status="In Progress").comment(f"{day} 11:00", helper)
    ticket.done(f"{day} 15:00", one)


def modes_story() -> Story:
    """Everything at the edge: half of the items, four weeks, a tenth sent back, 26 items."""
    story = Story()
    for day in FOUR_WEEKS:
        to_and_fro(story, day, "ann", "ALP", "bob")
        asked(story, day, "ann", "BET", "bob")
    for day in DAYS[:18]:
        asked(story, day, "bob", "GAM", "gus")
    for day in DAYS[18:]:
        sent_back(story, day, "bob", "GAM", "gus")
    for day in [*DAYS, *DAYS[:6]]:
        helped(story, day, "ann", "ALP", "gus")
    tickets = story.world.tickets
    story.world.tickets = [*tickets, *later(tickets, 1), *later(tickets, 2), *later(_without_mode(), 3)]
    return story


def _without_mode() -> list[Ticket]:
    story = Story()
    for day in [*DAYS, *DAYS[:6]]:
        asked(story, day, *(("ann", "BET", "bob") if day % 2 else ("bob", "ALP", "ann")))
    for day in [*DAYS, *DAYS[:2]]:
        asked(story, day, "bob", "GAM", "gus")
    for day in DAYS[:3]:
        sent_back(story, day, "bob", "GAM", "gus")
    for day in DAYS[:19]:
        helped(story, day, "ann", "ALP", "gus")
    return story.world.tickets


def later(tickets: Sequence[Ticket], quarters: int) -> Iterator[Ticket]:
    """The same tickets with other ids, 13 weeks later for each quarter."""
    by = timedelta(weeks=13 * quarters)
    shift = 100_000 * quarters
    for ticket in deepcopy(tickets):
        key = f"{ticket.initial['project']}-{ticket.id + shift}"
        yield replace(
            ticket,
            id=ticket.id + shift,
            created_at=ticket.created_at + by,
            initial={**ticket.initial, "key": key, "summary": key},
            changes=[replace(one, id=one.id + shift, at=one.at + by) for one in ticket.changes],
            comments=[replace(one, id=one.id + shift, at=one.at + by) for one in ticket.comments],
        )


@contextmanager
def derived(story: Story, directory: Path, as_of: datetime = AS_OF) -> Iterator[Home]:
    home = Home(directory)
    with serve(story.world, as_of) as sandbox:
        home.run(sandbox, organization_text())
    yield home
