"""`baton erase`: a person out of a home, with what that changes first, and what it cannot change."""

from __future__ import annotations

from connectors.erasure.erasing import Changes, erase, finish, tried
from connectors.erasure.identifiers import Identifiers
from connectors.erasure.ledger import Erasure, read_ledger
from connectors.erasure.person import People
from connectors.erasure.pseudonyms import Pseudonyms
from connectors.erasure.search import still_found
from connectors.places import Places
from connectors.warehouse import Warehouse
from pipelines.cli.person_lines import person_lines
from pipelines.cli.screen import say
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings

MOST_LINES = 20


def erase_person(settings: Settings, wanted: str, is_meant: bool) -> None:
    """Raises Failed where the person is nobody or several, and where something is left for others to do."""
    places = settings.places
    with Warehouse(places).hold("`baton erase`", settings.lock_wait_seconds if is_meant else 0):
        if (erased := _erased(places, wanted)) is not None:
            _finish_again(settings, erased)
            return
        person = the_one(places, wanted)
        if not is_meant:
            pseudonyms, changes = tried(places, person)
            _say_changes(changes, is_tried=True)
            for line in person_lines(settings.organization, pseudonyms):
                say(f"  {line.place}: yours to change")
            say("Nothing was changed. With --yes it is, and cannot be undone.")
            return
        erasure, changes = erase(places, person)
    _say_changes(changes)
    say(f"What {erasure.pseudonym} did is still counted: published tables say what they said.")
    say(
        "The next run makes the warehouse anew. Copies elsewhere are yours to erase: backups, exports, mails."
    )
    if any(name.startswith("published/") for name in changes.files):
        say("Postgres, where you publish to it, gets what is current by `baton publish --to postgres`.")
        say("A lake does, and forgets earlier nights, by `BATON_KEPT_SNAPSHOTS=1 baton publish --to lake`.")
    _refuse_rest(settings, person.words())


def the_one(places: Places, wanted: str) -> Identifiers:
    """Who is meant. Raises Failed, which lists everybody who may be."""
    found = People(places.landing).found(wanted)
    if not found:
        raise Failed(
            ExitCode.WRONG,
            [
                f"nobody is known as {wanted!r}: give an id of the organization file, an e-mail address, a "
                "name, or an account such as github:LOGIN with the name of its source"
            ],
        )
    if len(found) > 1:
        head = f"{wanted!r} may be {len(found)} people, and nothing was done. Name one of their accounts:"
        raise Failed(ExitCode.WRONG, [head, *(f"  {described(person)}" for person in found)])
    return found[0]


def described(person: Identifiers) -> str:
    accounts = [f"{source}:{account}" for source, account in sorted(person.accounts)]
    return ", ".join([*sorted(person.people), *sorted(person.names), *sorted(person.emails), *accounts])


def _erased(places: Places, wanted: str) -> Erasure | None:
    """Who was erased and is known by these words still: only as their hash."""
    ledger = read_ledger(places.erasures)
    if ledger is None:
        return None
    pseudonyms, (source, _, account) = Pseudonyms(ledger), wanted.strip().partition(":")
    text = wanted.strip()
    found = (
        pseudonyms.account(source, account)
        or pseudonyms.login(source, account)
        or pseudonyms.person(text)
        or pseudonyms.email(text)
        or pseudonyms.name(text)
    )
    return found[0] if found else None


def _finish_again(settings: Settings, erasure: Erasure) -> None:
    ledger = read_ledger(settings.places.erasures)
    if ledger is not None:
        _say_changes(finish(settings.places, ledger))
    say(f"This is {erasure.pseudonym}, who was erased at {erasure.at}.")
    _refuse_rest(settings, [])


def _refuse_rest(settings: Settings, words: list[str]) -> None:
    """Raises Failed with what is left: where only parts of longer words are found, and what is the user's."""
    lines = []
    if left := still_found(settings.places, words) if words else []:
        lines.append("these still hold letters of a name, login or address, within longer words:")
        lines += [f"  {line}" for line in _cut(left)]
    ledger = read_ledger(settings.places.erasures)
    if named := person_lines(settings.organization, Pseudonyms(ledger)) if ledger else []:
        lines.append(
            "the organization file is yours, and still names the person. Numbers stay the same if you write:"
        )
        lines += [f"  {line.place}: {line.instead}" for line in named]
    if lines:
        raise Failed(ExitCode.INCOMPLETE, ["erased, but for this:", *lines])


def _say_changes(changes: Changes, *, is_tried: bool = False) -> None:
    verb, now = ("would get", "") if is_tried else ("have", " now")
    for what, count in sorted(changes.landed.items()):
        say(f"  landing: {what}: {count:,} records {verb} the pseudonym{now}")
    for file, count in sorted(changes.files.items()):
        say(f"  {file}: {count:,} values {verb} the pseudonym{now}")
    for name in changes.removed:
        say(f"  {name}: {'would be' if is_tried else 'was'} removed; the next run makes it anew")


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], *([f"… and {more} more"] if more > 0 else [])]
