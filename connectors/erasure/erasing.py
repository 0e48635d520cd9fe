"""An erasure from its first note to its end. One that was started is finished by whoever holds the home next.

What is noted first is the ledger, in which the person stands as hashes: from then on nothing of the person is
landed, and every step can be made again. Nothing is derived or published before the last one is through.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from connectors.erasure.identifiers import Identifiers, erasure_of
from connectors.erasure.landed import rename_landed
from connectors.erasure.ledger import (
    FINISHED,
    Erasure,
    Ledger,
    new_ledger,
    read_ledger,
    write_ledger,
)
from connectors.erasure.pseudonyms import Pseudonyms
from connectors.erasure.rooms import made_anew, rename_rooms
from connectors.places import Places


@dataclass(slots=True)
class Changes:
    """Records of landing by source and stream, values by file below `data/`, and what is removed."""

    landed: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.landed or self.files)


def tried(places: Places, person: Identifiers) -> tuple[Pseudonyms, Changes]:
    """What an erasure would change. Writes nothing."""
    ledger = read_ledger(places.erasures) or new_ledger()
    only = Ledger(ledger.key, [erasure_of(ledger, person)])
    return Pseudonyms(only), _applied(places, Pseudonyms(only), is_tried=True)


def erase(places: Places, person: Identifiers) -> tuple[Erasure, Changes]:
    """For whoever holds the home."""
    ledger = read_ledger(places.erasures) or new_ledger()
    erasure = erasure_of(ledger, person)
    if erasure.tokens:
        ledger.erasures.append(erasure)
        write_ledger(places.erasures, ledger)
    return erasure, finish(places, ledger)


def finish_started(places: Places) -> None:
    """Finish what was started, if anything was. For whoever has just come to hold the home."""
    ledger = read_ledger(places.erasures)
    if ledger is not None and ledger.is_unfinished:
        finish(places, ledger)


def finish(places: Places, ledger: Ledger) -> Changes:
    """Put all pseudonyms of the ledger for what is found of anybody in it, and note that it is done."""
    changes = _applied(places, Pseudonyms(ledger), is_tried=False)
    if ledger.is_unfinished:
        for erasure in ledger.erasures:
            erasure.state = FINISHED
        write_ledger(places.erasures, ledger)
    return changes


def _applied(places: Places, pseudonyms: Pseudonyms, *, is_tried: bool) -> Changes:
    removed = [str(path.relative_to(places.data)) for path in made_anew(places)]
    return Changes(
        rename_landed(places.landing, pseudonyms, is_tried=is_tried),
        rename_rooms(places, pseudonyms, is_tried=is_tried),
        removed,
    )
