"""The worked example, derived once for all that look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.sandbox.server.server import serve
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.night import Home


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("golden"), is_dagsters=True)
    with serve(golden_world(), AS_OF) as sandbox:
        home.run(sandbox, golden_organization())
    yield home
