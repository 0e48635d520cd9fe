"""Names that are more than names, put wherever a published table has a name that somebody gave."""

from __future__ import annotations

from hypothesis import strategies as st

HOSTILE = "<script>alert(1)</script>\"' onload=x \u202eevil\u2066"
# In every place in which a table names something that somebody else called so.
NAMED = [
    ("team", ["name"]),
    ("handoff_trend", ["from_team_name", "to_team_name"]),
    ("handoff", ["from_team_name", "to_team_name", "work_item_key"]),
    ("queue_item", ["requester_team_name", "team_name", "work_item_key", "type", "priority"]),
    ("queue_trend", ["team_name"]),
    ("team_week", ["team_name"]),
    ("team_week_requester", ["requester_team_name"]),
    ("velocity_week", ["team_name"]),
    ("forecast", ["team_name"]),
    ("organization_event", ["sentence", "team_name"]),
    ("publish_info", ["organization", "report_timezone"]),
    ("scope", ["name", "message", "state"]),
    ("data_quality", ["subject", "message", "source"]),
    ("source", ["source"]),
    ("integration_ratio", ["sentence"]),
]
WITH_MEDIANS = ["update handoff_trend set is_p50_shown = true, p50_hours = coalesce(p50_hours, 1)"]
LED_ASTRAY = [
    "update handoff set work_item_url = 'javascript:window.hit=1'",
    "update queue_item set work_item_url = 'data:text/html,<script>window.hit=1</script>'",
]
PARTS = [
    "<script>window.hit=1</script>",
    '"><img src=x onerror=window.hit=1>',
    "'><svg onload=window.hit=1>",
    "</title></style></script></textarea>",
    "--><b>",
    "]]>",
    "&lt;&#60;&amp",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:window.hit=1",
    "onmouseover='window.hit=1'",
    "\u202e\u2066\u200f",
    "\u200b\u200d\ufeff\u2060",
    "👩\u200d👩\u200d👧 🏴",
    "א ש",
    "a" * 300,
    "%s %(name)s ${x}",
    "\x00\x1b[31m\x07",
    "\r\n\t",
]


def hostile_names() -> st.SearchStrategy[str]:
    """Parts of what attacks with any text between them. (A database holds no halves of characters.)"""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    return st.lists(st.sampled_from(PARTS) | text, min_size=1, max_size=5).map("".join).filter(str.strip)


def quoted(text: str) -> str:
    """As SQL writes it; a zero byte would end the statement."""
    return "'" + text.replace("'", "''").replace("\x00", "' || chr(0) || '") + "'"


def renamed(name: str) -> list[str]:
    return [
        f"update {table} set {', '.join(f'{column} = {quoted(name)}' for column in columns)}"
        for table, columns in NAMED
    ]
