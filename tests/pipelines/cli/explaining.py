"""What tests of `baton explain` ask it by, and how they read what it printed."""

from __future__ import annotations

from collections.abc import Callable

# Exit code, what it said, and its errors.
Explain = Callable[..., tuple[int, str, str]]


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]
