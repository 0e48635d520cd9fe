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


# What nobody sees, and what parts `@here` into a sign and a word.
_JOINER = "\u2060"
_CALLING = re.compile(r"@|(?<=\])(?=\()|(?<=:)(?=//)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_BRACKETS = str.maketrans({"<": "\u2039", ">": "\u203a"})


def inert(text: str) -> str:
    """`text` on one line that calls nobody and links nowhere, in whatever messenger it is read.

    Their ways of escaping differ. So `<!channel>` gets other brackets, and what would be a mention, a link or
    an image in any of them is parted by a character that nobody sees.
    """
    line = " ".join(harmless(text).translate(_BRACKETS).split())
    return _CALLING.sub(lambda found: found[0] + _JOINER, line)


def inert_markdown(text: str) -> str:
    """The same where it is read as Markdown: its signs are signs. Within a word `_` is one anyway."""
    return re.sub(r"([\\`*|~]|(?<!\w)_|_(?!\w))", r"\\\1", inert(text))
