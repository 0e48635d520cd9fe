"""The repository's documents as GitHub shows them: links, anchors, code."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^ *```[^\n]*\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)\s]*)\)")
INLINE = re.compile(r"`([^`\n]+)`")


@cache
def tracked(*suffixes: str) -> list[Path]:
    """The checkout's files with these suffixes, also new ones, but for what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = {ROOT / name for name in listed.stdout.split("\0") if name.endswith(suffixes)}
    return sorted(path for path in paths if path.is_file())


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def links(path: Path) -> list[str]:
    """Where a page's links lead to, but for other sites."""
    return LINK.findall(FENCE.sub("", text_of(path)))


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@cache
def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings."""
    return {anchor(heading) for heading in HEADING.findall(FENCE.sub("", text_of(path)))}


def commands(path: Path) -> list[str]:
    """The lines of a page's code, in blocks and in sentences, without prompt and path of a program."""
    text = text_of(path)
    lines = [line for block in FENCE.findall(text) for line in block.splitlines()]
    lines += INLINE.findall(FENCE.sub("", text))
    return [re.sub(r"^\s*(\$ )?(\.venv/bin/)?", "", line) for line in lines]


def table(path: Path, head: str) -> list[list[str]]:
    """The rows of the one table of a page whose head begins so."""
    pattern = rf"^\| {re.escape(head)} \|[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)"
    [body] = re.findall(pattern, text_of(path), re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()]
