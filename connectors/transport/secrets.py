"""Keeping credentials out of what people read."""

from __future__ import annotations

from collections.abc import Iterable


def hidden(text: str, secrets: Iterable[str]) -> str:
    """`text`, which somebody else wrote, without credentials that it may repeat.

    It is for messages alone. What is still to be read stays as it came: a short secret is part of much.
    """
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return text
