"""connectors/desk/source.py: which desk to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DeskSource:
    """A desk: `url` is the path of its CSV file."""

    kind: ClassVar[str] = "desk"

    name: str
    url: str
    token: str = field(repr=False)
