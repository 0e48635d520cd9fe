"""How long the blocker that was done first waited for the last one, in a small world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.night import Home
from tests.worlds.story import Story, Telling, told

story = Story()


def blocker(closed: str | None, resolution: str = "Done") -> Telling:
    made = story.ticket("2 09:00", "bob", "BET")
    return made.done(closed, "bob", resolution) if closed else made


def waiting(*blockers: Telling) -> Telling:
    return story.ticket("2 10:00", "ann", "ALP").blocked_by("2 11:00", *blockers)


alone = waiting(blocker("4 10:00"))
three = waiting(blocker("3 10:00"), blocker("4 10:00"), blocker("6 10:00"))
half_open = waiting(blocker("26 10:00"), blocker(None))
cancelled_first = waiting(blocker("3 10:00", "Won't Do"), blocker("6 10:00"), blocker("6 12:00"))
closed_before = waiting(blocker("3 10:00"), blocker(None)).done("3 15:00", "ann")
linked_later = waiting(blocker("3 10:00"))
linked_later.blocked_by("5 10:00", blocker("5 14:00"))
done_before_its_link = waiting(blocker("6 10:00"))
done_before_its_link.blocked_by("5 10:00", blocker("4 10:00"))

# Two levels: from 4 10:00 to 6 10:00 below, from 5 10:00 to 7 10:00 above.
below = story.ticket("2 09:00", "bob", "BET")
below.blocked_by("2 11:00", blocker("4 10:00"), blocker("6 10:00")).done("7 10:00", "bob")
two_levels = waiting(below, blocker("5 10:00"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(story, tmp_path_factory.mktemp("fan-in"), "27 10:00") as home:
        yield home


@pytest.mark.parametrize(
    ("root", "hours"),
    [
        pytest.param(alone, 0, id="one blocker waits for no other"),
        pytest.param(three, 72, id="from the first to the last of three"),
        pytest.param(half_open, 24, id="up to as_of where one is open"),
        pytest.param(cancelled_first, 2, id="what was cancelled was never there to wait"),
        pytest.param(closed_before, 5, id="up to the close of what waited"),
        pytest.param(linked_later, 4, id="from the link on of what was linked later"),
        pytest.param(done_before_its_link, 0, id="what was done before its link was never waited for"),
        pytest.param(two_levels, 72, id="two at once count once"),
    ],
)
def test_the_first_blocker_waits_for_the_last(home: Home, root: Telling, hours: float) -> None:
    assert home.sql(f"select synchronization_hours from chain where root_ticket_key = '{root.key}'") == [
        (hours,)
    ]


def test_nothing_waits_longer_than_its_chain_lasts(home: Home) -> None:
    assert home.sql("select root_ticket_key from chain where synchronization_hours > lead_hours") == []
