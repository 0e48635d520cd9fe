"""A copy of the product with a third kind of source: a folder in connectors/, one in core/, a few lines.

What is done to the copy is what docs/add-a-source.md tells.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
DESK = Path(__file__).parent / "desk"
# Where a line for each kind of source stands, and what the desk gives.
UNIONS = {
    "organization/site.sql": "site",
    "identity/profile.sql": "account",
    "ticket/status.sql": "status",
    "ticket/latest_ticket.sql": "ticket",
    "ticket/ticket_change.sql": "ticket_change",
}
STREAMS = {
    "desk_user": "A desk's users.",
    "desk_ticket": "A desk's tickets.",
    "desk_change": "Their changes.",
}
ENTRY = """    "desk": Connector(
        connectors.desk.pull.check,
        connectors.desk.pull.describe,
        connectors.desk.pull.look_up,
        frozenset(),
        connectors.desk.pull.look,
        connectors.desk.pull.pull,
        connectors.desk.pull.require_same_site,
        "tickets",
        "desk_ticket",
    ),
"""


def product_with_a_desk(directory: Path) -> Path:
    """Where the copy is; run from there, it is what Python imports."""
    for room in ("connectors", "assets", "pipelines"):
        shutil.copytree(CHECKOUT / room, directory / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "dagster.yaml", directory)
    speak_to_it(directory)
    register_it(directory)
    bring_it_into_core(directory / "assets" / "core")
    return directory


def speak_to_it(directory: Path) -> None:
    room = directory / "connectors" / "desk"
    room.mkdir()
    for name in ("__init__.py", "source.py", "pull.py"):
        text = (DESK / name).read_text(encoding="utf-8")
        (room / name).write_text(text.replace("tests.worlds.desk", "connectors.desk"), encoding="utf-8")


def register_it(directory: Path) -> None:
    kinds = directory / "connectors" / "sources.py"
    insert(kinds, "import connectors.github.description\n", "import connectors.desk.pull\n")
    insert(kinds, "    GitHubSource.kind: Connector(\n", ENTRY)
    streams = "".join(f'    "{name}": "{text}",\n' for name, text in STREAMS.items())
    insert(directory / "connectors" / "landing" / "streams.py", '    "github_repository": ', streams)
    file = directory / "pipelines" / "organization"
    text = (DESK / "organization_file.py").read_text(encoding="utf-8")
    (file / "desk.py").write_text(text.replace("tests.worlds.desk", "connectors.desk"), encoding="utf-8")
    imported = "from pipelines.organization.source import GitHubHost, JiraSite\n"
    insert(file / "model.py", imported, "from pipelines.organization.desk import Desk\n")
    insert(file / "model.py", "JiraSite | GitHubHost", "Desk | ")


def bring_it_into_core(core: Path) -> None:
    (core / "desk").mkdir()
    for file in DESK.glob("*.sql"):
        shutil.copy(file, core / "desk")
    for union, table in UNIONS.items():
        path = core / union
        text = path.read_text(encoding="utf-8")
        [theirs] = re.findall(rf" *select\b(?:(?!select\b).)*core\.github_{table}\b", text, re.DOTALL)
        indent = theirs[: len(theirs) - len(theirs.lstrip())]
        ours = theirs.replace("github", "desk")
        path.write_text(
            text.replace(theirs, f"{theirs}\n{indent}union all by name\n{ours}"), encoding="utf-8"
        )


def insert(path: Path, before: str, new: str) -> None:
    """Put something before what stands in a file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path}: {before}"
    path.write_text(text.replace(before, new + before), encoding="utf-8")
