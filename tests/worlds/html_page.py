"""A page of HTML as a reader's browser takes it: its tables, where its links lead, its text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "br", "img", "link", "input"}
# A drawing says nothing that its table does not say.
DRAWN = {"svg", "style", "title"}


@dataclass
class Card:
    """A sentence of the page, with what stands below it."""

    question: str
    figure: str = ""
    basis: str = ""
    evidence: str = ""


def number_in(text: str) -> float:
    """The first number of a text."""
    return float(re.findall(r"[\d,]+(?:\.\d+)?", text)[0].replace(",", ""))


@dataclass
class Page(HTMLParser):
    path: Path
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    heads: dict[str, list[str]] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str]]] = []
        self._table: list[list[str]] | None = None
        self._head: list[str] = []
        self.feed(self.path.read_text(encoding="utf-8"))
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes += given.items()
        self.ids |= {given["id"]} if "id" in given else set()
        if tag == "a":
            self.links.append(given["href"])
        if tag == "table":
            # Of several tables of one name, as of several teams', the rows follow each other.
            self._table = self.tables.setdefault(given["data-table"], [])
            self._head = self.heads[given["data-table"]] = []
            self.captions[given["data-table"]] = ""
        elif tag == "tr" and self._table is not None and self._is_in("tbody"):
            self._table.append([])
        elif tag in ("td", "th") and self._table and self._is_in("tbody") and "aria-hidden" not in given:
            self._table[-1].append("")
        elif tag == "th" and self._is_in("thead"):
            self._head.append("")
        if "data-sentence" in given:
            self.cards.append(Card(given["data-sentence"]))
        if tag not in VOID:
            self._open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag, f"{opened} ends as {tag}"
        if tag == "table":
            self._table = None

    def handle_data(self, data: str) -> None:
        if self._open and not any(tag in DRAWN for tag, _ in self._open):
            self.text += data
        is_hidden = any("aria-hidden" in given for _, given in self._open)
        is_cell = self._is_in("tbody") and (self._is_in("td") or self._is_in("th"))
        if self._table and self._table[-1] and is_cell and not is_hidden:
            self._table[-1][-1] += data
        if self._is_in("thead") and self._is_in("th"):
            self._head[-1] += data
        if self._is_in("caption"):
            self.captions[[*self.captions][-1]] += data
        if self._is_in("li") and self.cards:
            match self._open[-1]:
                case ("pre", _):
                    self.cards[-1].evidence += data
                case (_, {"class": "figure"}):
                    self.cards[-1].figure += data
                case (_, {"class": "basis"}):
                    self.cards[-1].basis += data

    def _is_in(self, tag: str) -> bool:
        return any(opened == tag for opened, _ in self._open)
