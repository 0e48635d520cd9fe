"""A YAML file that remembers on which line everything stands, and whose scalars are all text.

Text, because YAML turns `no` into false, `17:00` into 1020 and `007` into 7 before anybody can object.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from connectors.errors import ExpectedError
from pipelines.organization.messages import near, one_of

Place = tuple[str | int, ...]

# No organization file comes near either; a file that does would keep the reader busy, or end it.
DEEPEST = 30
MOST_VALUES = 500_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place. `field` reads like teams[data].members[2].person and may be empty."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}".replace(": : ", ": ")


class ProblemsFound(ExpectedError):
    """Everything that is wrong with one file, in the order of its lines."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda problem: (problem.line, problem.field))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Document:
    """`content` is made of dict, list, str and None. Problems are collected, to be shown at once."""

    file: str
    content: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    value_count: int = 0

    def report(self, place: Place, message: str) -> None:
        self.problems.append(Problem(self.file, self.line(place), self.describe(place), message))

    def in_order(self) -> list[Problem]:
        """The problems by line, each once."""
        return sorted(set(self.problems), key=lambda problem: (problem.line, problem.field))

    def line(self, place: Place) -> int:
        """Of a place, or of the nearest place around it that is written in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def describe(self, place: Place) -> str:
        """Elements of a list are named by their id or name where they have one, else counted from 1."""
        text, here = "", self.content
        for step in place:
            here = _inside(here, step)
            if isinstance(step, int):
                known = here if isinstance(here, dict) else {}
                name = known.get("id") or known.get("name")
                text += f"[{name if isinstance(name, str) else step + 1}]"
            else:
                text += f".{step}" if text else step
        return text


def read_document(text: str, file: str) -> Document:
    """Raises ProblemsFound if the text is no YAML, or nested or repeated by aliases beyond all measure.

    Keys that stand twice are problems of the document.
    """
    document = Document(file)
    try:
        _refuse_deep(text, file)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ProblemsFound([Problem(file, line, "", f"this is not valid YAML: {error.problem}")]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"this is not valid YAML: the character U+{error.character:04X} is not allowed"
        raise ProblemsFound([Problem(file, line, "", message)]) from None
    if root is not None:
        document.content = _plain(root, (), document, ())
    return document


def refer(document: Document, place: Place, what: str, name: str, known: Collection[str]) -> None:
    """Report a name that refers to nothing."""
    if name not in known:
        hint = near(name, known) or f"; known: {one_of(known)}"
        document.report(place, f"expected {what}, found {name!r}{hint}")


def _refuse_deep(text: str, file: str) -> None:
    """Raises ProblemsFound before the composer, which calls itself for every level, meets the depth."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            message = f"this is nested more than {DEEPEST} levels deep, which no organization file is"
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ProblemsFound([Problem(file, line, "", message)])


def _count_value(place: Place, document: Document) -> None:
    """Raises ProblemsFound where aliases of aliases multiply what the file says."""
    document.value_count += 1
    if document.value_count > MOST_VALUES:
        message = f"its aliases stand for more than {MOST_VALUES:,} values: write out what is meant"
        outermost = place[:1]
        field_name = document.describe(outermost)
        raise ProblemsFound([Problem(document.file, document.line(outermost), field_name, message)])


def _plain(node: yaml.Node, place: Place, document: Document, around: tuple[yaml.Node, ...]) -> Any:
    _count_value(place, document)
    document.lines.setdefault(place, node.start_mark.line + 1)
    if node in around:
        document.report(place, "an alias must not contain itself")
        return None
    around = (*around, node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document, around)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, at), document, around) for at, item in enumerate(node.value)]
    is_null = node.tag == "tag:yaml.org,2002:null"  # quoted, it would be text
    return None if is_null else node.value


def _mapping(
    node: yaml.MappingNode, place: Place, document: Document, around: tuple[yaml.Node, ...]
) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            document.report(place, f"a field name must be text (line {line})")
        elif key.value in content:
            first = document.lines[(*place, key.value)]
            document.problems.append(
                Problem(
                    document.file,
                    line,
                    document.describe((*place, key.value)),
                    f"stands here for the second time, first on line {first}: keep one of them",
                )
            )
        else:
            document.lines[(*place, key.value)] = line
            content[key.value] = _plain(value, (*place, key.value), document, around)
    return content


def _inside(content: Any, step: str | int) -> Any:
    if isinstance(content, dict):
        return content.get(step)
    if isinstance(content, list) and isinstance(step, int) and step < len(content):
        return content[step]
    return None
