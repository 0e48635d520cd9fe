"""What a value of an answer is called in JSON, in CSV and in Markdown. Unknown is null, or nothing."""

from __future__ import annotations

import json
import math
from datetime import date, datetime, time
from decimal import Decimal


def as_json(value: object) -> str:
    """A value as JSON: numbers are numbers however long, times are ISO 8601, lists and structs stay."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            # JSON has no word for what is no number.
            return repr(value) if math.isfinite(value) else "null"
        case Decimal():
            return format(value, "f") if value.is_finite() else "null"
        case date() | time():
            return json.dumps(value.isoformat())
        case list() | tuple():
            return f"[{', '.join(map(as_json, value))}]"
        case dict():
            pairs = (f"{as_json(str(name))}: {as_json(each)}" for name, each in value.items())
            return f"{{{', '.join(pairs)}}}"
        case bytes():
            return json.dumps(value.hex())
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def as_text(value: object) -> str:
    """A value in a cell: nothing where it is unknown, times as databases and spreadsheets read them."""
    match value:
        case None:
            return ""
        case str():
            return value
        case datetime():
            return value.isoformat(" ")
        case bool() | int() | Decimal() | list() | tuple() | dict():
            return as_json(value)
        case float():
            return repr(value)
        case bytes():
            return value.hex()
        case _:
            return str(value)


def as_csv(value: object) -> str:
    """A cell of CSV. An empty text is quoted, so that it differs from what is unknown."""
    text = as_text(value)
    is_plain = value is None or (text.strip() == text != "" and not any(sign in text for sign in ',"\n\r'))
    return text if is_plain else '"' + text.replace('"', '""') + '"'


def as_markdown(value: object) -> str:
    """A cell of a Markdown table: one line, in which nothing ends the cell."""
    text = as_text(value).replace("\\", "\\\\").replace("|", "\\|")
    return " ".join(text.split("\n")).replace("\r", "")
