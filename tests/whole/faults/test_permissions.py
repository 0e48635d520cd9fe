"""What holds names and addresses is its owner's alone; what is published is for all, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sandbox.server.server import Sandbox, serve
from tests.worlds.baton import Baton
from tests.worlds.golden import AS_OF, golden_organization, golden_world


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(golden_world(), AS_OF) as sandbox:
        yield sandbox


def modes(baton: Baton) -> dict[str, int]:
    data = baton.home / "data"
    return {
        str(path.relative_to(data)): stat.S_IMODE(path.lstat().st_mode)
        for path in sorted(data.rglob("*"))
        if not path.is_symlink()
    }


def assert_private_but_what_is_published(baton: Baton) -> None:
    found = modes(baton)
    private = {path: mode for path, mode in found.items() if path.split("/")[0] != "published"}
    assert {"landing", "warehouse.duckdb", "last_run.json", "dagster", "review"} <= private.keys()
    assert {path: oct(mode) for path, mode in private.items() if mode & 0o077} == {}
    for path, mode in found.items():
        if path.split("/")[0] == "published":
            is_directory = (baton.home / "data" / path).is_dir()
            assert mode == (0o755 if is_directory else 0o444), path
    assert stat.S_IMODE((baton.home / "data").stat().st_mode) == 0o755


@pytest.mark.heavy
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_home_is_private_but_for_what_is_published(tmp_path: Path, sandbox: Sandbox, umask: int) -> None:
    baton = Baton(tmp_path, golden_organization(), sandbox)
    process = baton.start("--quiet", prepare=lambda: os.umask(umask))
    assert process.wait(timeout=300) == 0
    assert_private_but_what_is_published(baton)
    if umask == 0o022:
        for path in (tmp_path / "data").rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)
        assert baton.run("--quiet", "--no-pull").returncode == 0
        for file in (tmp_path / "data" / "published").rglob("*"):
            if file.is_file() and not file.is_symlink():
                file.chmod(0o444)  # those of before are readable already
        assert_private_but_what_is_published(baton)
