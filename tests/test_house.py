"""Rules of the house that its Python files and its README keep. (Imports: import-linter, in `make test`.)"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.published.snapshot import TABLES
from tests.worlds.paths import CHECKOUT

ROOMS = ("assets", "connectors", "pipelines")
PRODUCT = [path for room in ROOMS for path in sorted((CHECKOUT / room).rglob("*.py"))]
LONGEST_FILE = 250

# What makes statements of tables whose names it is given, of files that it finds; an index; a version.
GENERATES_SQL = (
    "assets/frame.py",
    "assets/landing/replay.py",
    "assets/macro.py",
    "assets/published/lake/",
    "assets/published/parquet.py",
    "assets/published/postgres/",
    "assets/published/snapshot.py",
    "assets/query.py",
    "assets/set_aside.py",
    "assets/table_asset.py",
    "connectors/erasure/",
    "connectors/landing/",
    "connectors/warehouse.py",
    "connectors/warehouse_format.py",
)
SQL = re.compile(
    r"^\s*(select \S|with \w+ as \(|from \w+\.\w|insert into |update \w+ set |delete from |"
    r"(create|drop|alter) (or replace )?(temp )?(table|view|macro|schema|index) |"
    r"attach '|detach \w+$|copy [\w.]+ (to|from) |describe [\w.]+$|comment on )"
    r"|\bselect \S.*\sfrom \w"
    r"|\bfrom \w+\.\w+ (where|order by|group by|join) ",
    re.DOTALL | re.IGNORECASE,
)
NO_NOUNS = {"told", "seen", "held", "shown", "whole"}


def name_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings of a file but what documents it, each with its line; what is put into one stands as x."""
    passed_over = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed_over |= {id(part) for part in node.values}
            texts = [str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values]
            yield node.lineno, "".join(texts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed_over:
            yield node.lineno, node.value


@pytest.mark.parametrize(
    ("code", "is_sql"),
    [
        ("text = 'select a, b from core.ticket'", True),
        ("text = f'create or replace table {name} as {query}'", True),
        ("text = 'from core.ticket order by all'", True),
        ("text = 'with late as (select 1) select * from late'", True),
        ("text = 'choose what to select from the list'", False),
        ("text = f'copy of {name}: update it with care'", False),
        ("text = 'set TimeZone = 1'", False),
        ("def f():\n    'select x from y'", False),
    ],
)
def test_sql_is_recognized(code: str, is_sql: bool) -> None:
    assert any(SQL.search(text) for _, text in strings(ast.parse(code))) is is_sql


def test_every_room_of_the_product_is_a_package_that_is_installed() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = {name_of(path.parent).replace("/", ".") for path in PRODUCT}
    assert set(project["tool"]["setuptools"]["packages"]) == rooms


def test_sql_stands_in_sql_files_but_for_what_is_generated() -> None:
    found = {
        f"{name_of(path)}:{line}"
        for path in PRODUCT
        if not name_of(path).startswith(GENERATES_SQL)
        for line, text in strings(tree_of(path))
        if SQL.search(text)
    }
    assert found == set()


@pytest.mark.parametrize("place", GENERATES_SQL)
def test_what_may_generate_sql_does(place: str) -> None:
    trees = [tree_of(path) for path in PRODUCT if name_of(path).startswith(place)]
    assert any(SQL.search(text) for tree in trees for _, text in strings(tree))


def test_an_init_is_empty() -> None:
    rooms = [*ROOMS, "tests"]
    inits = [path for room in rooms for path in (CHECKOUT / room).rglob("__init__.py")]
    assert [name_of(path) for path in inits if path.read_bytes()] == []


def test_every_file_is_read_in_one_sitting() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PRODUCT}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_file_says_what_it_holds() -> None:
    files = [path for path in PRODUCT if path.name != "__init__.py"]
    assert [name_of(path) for path in files if not ast.get_docstring(tree_of(path))] == []


def names_given(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names of variables, parameters, functions and classes, where they are given."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name


def test_a_name_says_what_the_thing_holds() -> None:
    found = {
        f"{name_of(path)}:{line} {name}"
        for path in PRODUCT
        for line, name in names_given(tree_of(path))
        if name in NO_NOUNS
    }
    assert found == set()


def test_the_readme_names_every_published_table_and_no_other() -> None:
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    [sentence] = re.findall(r"^Tables: (.+?)\.\s", text, flags=re.DOTALL | re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", sentence)) == TABLES
