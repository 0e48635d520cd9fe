"""Text that says what it says: what steers a terminal, or turns what is read around, is written out."""

from __future__ import annotations

import re

# Control characters but tab and newline, marks and overrides of direction, and halves of characters.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def harmless(text: str) -> str:
    """`text` with what steers written as \\u001b: JSON's way, and YAML's, so that both stay what they are."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
