"""The worked example, published once; and copies of it that a test changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from assets.published.report.pages import write_pages
from assets.published.targets import PostgresTarget
from connectors.sandbox.server.server import serve
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.night import Home
from tests.worlds.postgres_server import PostgresServer, postgres_server
from tests.worlds.publications import Publications

Changed = Callable[..., Path]


@pytest.fixture(scope="package")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of a snapshot."""
    directory = tmp_path_factory.mktemp("published")
    with serve(golden_world(), AS_OF) as sandbox:
        Home(directory).run(sandbox, golden_organization())
    yield directory / "data" / "published" / "current"


@pytest.fixture
def changed(published: Path, tmp_path: Path) -> Changed:
    """The same tables after some statements, with the pages that show them."""

    def changed(*statements: str, week: str | None = None) -> Path:
        database = tmp_path / "baton.duckdb"
        shutil.copyfile(published / "baton.duckdb", database)
        with duckdb.connect(database) as db:
            for statement in statements:
                db.execute(statement)
        write_pages(database, tmp_path, week)
        return tmp_path

    return changed


@pytest.fixture(scope="package")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture
def target(server: PostgresServer, request: pytest.FixtureRequest) -> PostgresTarget:
    """A schema of the test's own."""
    schema = f"s{abs(hash(request.node.nodeid))}"
    return PostgresTarget(schema, "BATON_POSTGRES", server.address())


@pytest.fixture
def home(tmp_path: Path) -> Publications:
    return Publications(tmp_path / "data")
