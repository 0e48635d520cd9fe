"""Values as YAML writes them on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def yaml_list(values: Sequence[object]) -> str:
    return "[" + ", ".join(yaml_text(value) for value in values) + "]"


def yaml_text(value: object) -> str:
    """As YAML: plain where that cannot be misread, else quoted."""
    text = str(value)
    is_plain = re.fullmatch(r"[A-Za-z](?:[\w ./-]*[\w./-])?", text) and text.lower() not in _WORDS
    return text if is_plain else json.dumps(text, ensure_ascii=False)
