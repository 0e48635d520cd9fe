"""`baton export-person`: all that is held of one person, for whoever asks what it is."""

from __future__ import annotations

import json
import os
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from connectors.erasure.erasing import tried
from connectors.erasure.landed import records_of
from connectors.erasure.pseudonyms import Pseudonyms
from connectors.landing.streams import STREAMS
from connectors.places import Places
from connectors.warehouse import Warehouse
from pipelines.cli.erase import described, the_one
from pipelines.cli.person_lines import person_lines
from pipelines.cli.screen import say
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings

OWN = "organization"


def export_to(settings: Settings, wanted: str, target: Path) -> None:
    """Raises Failed where the person is nobody or several, or something lies at `target`."""
    places = settings.places
    if target.exists():
        raise Failed(ExitCode.FAILED, [f"{target} is there already: name a file that is not"])
    with Warehouse(places).hold("`baton export-person`"):
        person = the_one(places, wanted)
        pseudonyms, changes = tried(places, person)
        files = {**_streams(places, pseudonyms), **_reviews(places, pseudonyms)}
        lines = [line.place for line in person_lines(settings.organization, pseudonyms)]
        counts = {name: text.count("\n") for name, text in files.items()}
        summary = _summary(described(person), counts, lines, changes.files)
    _write(target, {"summary.txt": summary, **files})
    say(f"{target} holds {sum(counts.values()):,} records, for you alone to read.")


def _streams(places: Places, pseudonyms: Pseudonyms) -> dict[str, str]:
    """Records by source and stream as JSON lines. Of the organization file, only what is about the person."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in records_of(places.landing, pseudonyms):
        payload = json.loads(record["payload"] or "null")
        if record["stream"] == OWN:
            payload = _about(payload, pseudonyms)
        name = f"{record['source']}/{record['stream']}.jsonl"
        found[name].append(json.dumps({**record, "payload": payload}, ensure_ascii=False, default=str))
    return {name: "".join(f"{line}\n" for line in lines) for name, lines in sorted(found.items())}


def _about(payload: dict[str, Any], pseudonyms: Pseudonyms) -> dict[str, Any]:
    """The person's own entry and stays in teams: the file has everybody's."""
    return {
        "people": [one for one in payload["people"] if pseudonyms.person(one["id"])],
        "stays": [
            {"team": team["id"], **stay}
            for team in payload["teams"]
            for stay in team.get("members", [])
            if pseudonyms.person(stay["person"])
        ],
    }


def _reviews(places: Places, pseudonyms: Pseudonyms) -> dict[str, str]:
    """Lines of the review files that name the person."""
    found = {}
    for file in sorted(places.identities.parent.glob("*.csv")):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if text_lines := [line for line in lines if pseudonyms.text(line) != line]:
            found[f"review/{file.name}"] = "".join(text_lines)
    return found


def _summary(person: str, counts: dict[str, int], lines: list[str], files: Counter[str]) -> str:
    text_lines = [f"What Baton holds of {person}", "", "Records, as they came from their sources:"]
    for name, count in counts.items():
        meaning = STREAMS.get(Path(name).stem, "Accounts that may be one person's.")
        text_lines.append(f"  {name}: {count:,}. {meaning}")
    text_lines += ["", "Lines of the organization file, which Baton reads and does not keep as text:"]
    text_lines += [f"  {line}" for line in lines] or ["  none"]
    text_lines += ["", "Other files in which a name, an address or a login stands:"]
    text_lines += [f"  {file}: {count:,} values" for file, count in sorted(files.items())] or ["  none"]
    text_lines += [
        "",
        "The warehouse is made from these records and says nothing else. What is published names teams and",
        "no person: these records are counted in the sums of the teams that the person was in, and nowhere",
        "else. No published number is of one person by name.",
        "",
    ]
    return "\n".join(text_lines)


def _write(target: Path, files: dict[str, str]) -> None:
    """Whole or not at all, and its owner's alone from the first byte on."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        with (
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened,
            zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, text in files.items():
                archive.writestr(name, text)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
