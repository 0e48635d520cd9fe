"""The one way in which a text that SQL did not write gets into SQL where no parameter may stand."""

from __future__ import annotations


def literal(text: object) -> str:
    """A text, such as a path, as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"
