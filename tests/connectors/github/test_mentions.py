"""Whom a comment asks, of which nothing else is kept."""

from __future__ import annotations

from hashlib import sha256

import pytest

from connectors.github.mentions import mentioned_in


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("@claude please go on.", ["claude"]),
        ("Thanks!\n(@Devin-AI-Integration, @claude and @claude)", ["devin-ai-integration", "claude"]),
        ("Write to me@claude.example or git@github.com:x/y", []),
        ("@meridian/backend should look", []),
        ("> @claude please go on\n\nIt did not, @devin.", ["devin"]),
        ("Take `@claude` out of this:\n```\n@claude\n```\n", []),
        ("", []),
    ],
)
def test_a_mention_is_kept_as_a_digest_of_the_login(text: str, logins: list[str]) -> None:
    kept = mentioned_in(text).get("mentions", [])
    assert kept == [sha256(login.encode()).hexdigest() for login in logins]
