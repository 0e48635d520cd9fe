"""Whom a comment mentions: digests of logins, never the words around them."""

from __future__ import annotations

import hashlib
import re
from typing import Any

# A login, as GitHub links it: no part of an address, and no team.
_MENTION = re.compile(r"(?<![\w@/.+-])@([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w/-])", re.IGNORECASE)
# What is quoted was said by somebody else.
_QUOTED = re.compile(r"^[ ]{0,3}>[^\n]*|^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def mentioned_in(text: str | None) -> dict[str, Any]:
    """What to keep of a comment: nothing where it mentions nobody."""
    logins = [login.lower() for login in _MENTION.findall(_QUOTED.sub("", text or ""))]
    digests = [hashlib.sha256(login.encode()).hexdigest() for login in dict.fromkeys(logins)]
    return {"mentions": digests} if digests else {}
