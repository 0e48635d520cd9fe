"""Text that says what it says: what steers a terminal, turns text around or is unseen, is written out."""

from __future__ import annotations

import re

# Control characters but tab and newline, marks and overrides of direction, spaces without width (but not
# what joins letters and emoji), and halves of characters.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def harmless(text: str) -> str:
    """`text` with what steers written as \\u001b: JSON's way, and YAML's, so that both stay what they are."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
