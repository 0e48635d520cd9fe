"""Where the organization file names somebody who was erased, and what may stand there instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from connectors.erasure.pseudonyms import Pseudonyms
from pipelines.organization.yaml_document import read_document

VALUE = re.compile(r"[^\s\"'\[\]{},]+")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`place` names file and line; `instead` is the line with pseudonyms."""

    place: str
    instead: str


def person_lines(file: Path | None, pseudonyms: Pseudonyms) -> list[PersonLine]:
    """The lines, in their order. The embedded sandbox has no file."""
    if file is None:
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    sources = [source for source in _sources(file) if source]
    found = []
    for number, line in enumerate(lines, 1):
        instead = VALUE.sub(lambda match: _instead(match[0], sources, pseudonyms), pseudonyms.text(line))
        if instead != line:
            found.append(PersonLine(f"{file}, line {number}", instead.strip()))
    return found


def _sources(file: Path) -> list[str]:
    document = read_document(file.read_text(encoding="utf-8"), str(file))
    return [str(source.get("name", "")) for source in document.content.get("sources", [])]


def _instead(word: str, sources: list[str], pseudonyms: Pseudonyms) -> str:
    for source in sources:
        if found := pseudonyms.account(source, word) or pseudonyms.login(source, word):
            return found[1]
    found = pseudonyms.person(word)
    return found[1] if found else word
