"""One organization's month of nights in which everything goes wrong, beside the same nights undisturbed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from connectors.sandbox.server.server import serve
from connectors.sandbox.world.world import World
from tests.whole.endurance.disturbed_night import DisturbedNight
from tests.whole.endurance.home import EnduringHome
from tests.whole.endurance.hurts import Harm, drawn
from tests.whole.endurance.record import Record
from tests.worlds.changing import changing_story
from tests.worlds.renamed import renames
from tests.worlds.story import june

TICKETS = 8
FIRST_DAY, LAST_DAY = 4, 27


def live(seed: int, nights: int, directory: Path) -> Record:
    """A life of `nights`. Patient people run a bad night until it is complete; others wait for the next.

    Only a patient life has deletions and renames: what nobody looked at while it was there, nobody knows.
    """
    random = Random(seed)
    record = Record(seed, is_patient=random.random() < 0.5)
    days = (LAST_DAY - FIRST_DAY) / nights
    instants = [june(f"{FIRST_DAY} 03:00") + timedelta(days=days * number) for number in range(nights)]
    eras = _eras(random, _world(seed), instants, record.is_patient)
    port = 0
    for world, nights_of_it in eras:
        with serve(world, nights_of_it[0], port=port) as sandbox:
            port = sandbox.port
            homes = EnduringHome(directory / "disturbed", sandbox), EnduringHome(directory / "clean", sandbox)
            for instant in nights_of_it:
                is_last = instant == instants[-1]
                harm = Harm() if is_last else drawn(random, may_lose=not record.is_patient)
                DisturbedNight(record, sandbox, *homes, instant, harm).pass_by()
    return record


def _world(seed: int) -> World:
    """Without mentions of issues by pull requests: an issue does not tell that it got one."""
    world = changing_story(seed, TICKETS).world
    for issue in world.issues:
        issue.events = [event for event in issue.events if event.kind != "mentioned"]
    return world


def _eras(
    random: Random, world: World, instants: list[datetime], may_lose: bool
) -> list[tuple[World, list[datetime]]]:
    """The world before and after everything got another name, each with its nights."""
    if not may_lose:
        return [(world, instants)]
    for ticket in random.sample(world.tickets, 2):
        ticket.deleted_at = random.choice([at for at in instants if at > ticket.created_at]) + timedelta(
            hours=2
        )
    first = random.randrange(1, len(instants))
    after = replace(
        world,
        renames=renames(world, instants[first] - timedelta(hours=5)),
        people=[replace(one, login=f"{one.login}-now") for one in world.people],
        repositories=[replace(one, name=f"{one.name}-now") for one in world.repositories],
    )
    return [(world, instants[:first]), (after, instants[first:])]
