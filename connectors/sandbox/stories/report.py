"""Stories of what users tell about the machine learning: few of it comes to that team."""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.facts import ML_LABEL
from connectors.sandbox.planner.lifecycle import carry_out
from connectors.sandbox.planner.noise import wait_and_start
from connectors.sandbox.planner.people import SUPPORT_LEAD
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.planner.transfers import hand
from connectors.sandbox.stories.triage import reported, to_team, unowned_hours

FACING = ("frontend", "mobile")


def _about_ml(c: Chronicle, rng: Random, u: float) -> TicketPlan:
    """The support lead sees what it is about, and says so by a label; nobody has it yet."""
    s = reported(c, rng, u)
    s.wait_for(unowned_hours(rng) * 0.3, person=SUPPORT_LEAD, settled=True)
    s.change(SUPPORT_LEAD, labels=(ML_LABEL,))
    return s


def report_answered(c: Chronicle, rng: Random, u: float) -> None:
    """A team that faces users explains it away: nobody who makes the models ever sees it."""
    s = _about_ml(c, rng, u)
    to_team(s, rng.choice(FACING))
    s.start(s.queue_hours())
    s.finish(rng.uniform(1, 12))


def report_dismissed(c: Chronicle, rng: Random, u: float) -> None:
    """The service desk itself closes it."""
    s = _about_ml(c, rng, u)
    s.wait_for(unowned_hours(rng), person=SUPPORT_LEAD, settled=True)
    s.close(SUPPORT_LEAD, rng.choice(("Won't Do", "Cannot Reproduce")))


def report_passed_on(c: Chronicle, rng: Random, u: float) -> None:
    """It comes to machine learning in the end, after one team or two."""
    s = _about_ml(c, rng, u)
    to_team(s, rng.choice(FACING))
    s.start(s.queue_hours())
    if rng.random() < 0.5:
        hand(s, "backend", rng.uniform(2, 20), "team")
        s.start(s.queue_hours())
    hand(s, "ml", rng.uniform(2, 20), "team")
    wait_and_start(s, 0)
    carry_out(s, pull=0.5)
