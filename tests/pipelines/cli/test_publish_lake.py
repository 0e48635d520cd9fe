"""A night that goes to a lake, too, and `baton publish --to lake`, which sends it once more."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.published.targets import LakeTarget
from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.worlds.lakes import change, read
from tests.worlds.night import Home
from tests.worlds.story import Story, june, organization_text

Publish = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("night")
    text = (
        f"{organization_text()}\npublish: {{lake: {{data: {directory}/lake/data, catalog_env: BI_LAKE}}}}\n"
    )
    (directory / "organization.yaml").write_text(text, encoding="utf-8")
    story = Story()
    story.ticket("2 10:00", "ann", "ALP")
    with serve(story.world, june("19 06:00")) as sandbox:
        Home(directory).run(sandbox, text, variables={"BI_LAKE": lake_of(directory).catalog})
    return directory


def lake_of(directory: Path) -> LakeTarget:
    return LakeTarget("baton", f"{directory}/lake/data", "BI_LAKE", f"sqlite:{directory}/lake/catalog.sqlite")


@pytest.fixture
def command(night: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Publish:
    def command(*arguments: str, catalog: str | None = lake_of(night).catalog) -> tuple[int, str, str]:
        if catalog is not None:
            monkeypatch.setenv("BI_LAKE", catalog)
        file = str(night / "organization.yaml")
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--home", str(night), "--organization", file])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return command


def test_a_night_is_in_the_lake_and_what_is_current_is_sent_again(command: Publish, night: Path) -> None:
    lake = lake_of(night)
    current = (night / "data/published/current").resolve().name
    assert read(lake, "select publish_id from baton_publication") == [(current,)]
    assert read(lake, "select commit_message from lake.snapshots() where author = 'baton'") == [(current,)]
    [(tables,)] = read(lake, "select count(*) - 1 from duckdb_tables() where database_name = 'lake'")
    has_it = "The lake, schema baton, has the publication of 2025-06-19T06:00:00Z"
    again = command("publish", "--to", "lake")
    assert again == (0, f"{has_it}: 0 of {tables} tables were not the same.\n", "")
    change(lake, "delete from team_week")
    repaired = command("publish", "--to", "lake")
    assert repaired == (0, f"{has_it}: 1 of {tables} tables were not the same.\n", "")
    [(count,)] = read(lake, "select count(*) from team_week")
    assert count > 0


def test_the_lake_follows_a_rollback(command: Publish, night: Path) -> None:
    snapshots = night / "data/published/snapshots"
    earlier = snapshots / "before"
    shutil.copytree((night / "data/published/current").resolve(), earlier)
    info = earlier / "publish_info.json"
    info.chmod(0o644)
    name = (night / "data/published/current").resolve().name
    text = info.read_text(encoding="utf-8").replace(name, "before")
    info.write_text(text.replace("2025-06-19T06", "2025-06-18T06"), encoding="utf-8")
    os.utime(earlier, (1, 1))
    code, out, err = command("publish", "--rollback")
    assert (code, err) == (0, "")
    assert out.splitlines()[2].startswith(
        "The lake, schema baton, has the publication of 2025-06-18T06:00:00Z"
    )
    assert read(lake_of(night), "select publish_id from baton_publication") == [("before",)]


def test_a_catalog_that_does_not_answer_ends_in_its_own_code_without_the_password(command: Publish) -> None:
    catalog = "postgresql://baton:s3cret@127.0.0.1:1/bi"
    code, out, err = command("publish", "--to", "lake", catalog=catalog)
    assert (code, out) == (3, "")
    assert err.startswith("baton: the lake (BI_LAKE, schema baton) keeps what it had: connection to server")
    assert "s3cret" not in err


def test_without_a_catalog_or_a_word_in_the_file_nothing_is_sent(command: Publish) -> None:
    code, _, err = command("publish", "--to", "lake", catalog=None)
    assert (code, "the environment variable BI_LAKE with its catalog is not set" in err) == (2, True)
    code, _, err = command("publish", "--to", "postgres")
    assert (code, "does not say `publish: {postgres: …}`" in err) == (2, True)
