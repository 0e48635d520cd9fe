"""A night that goes to Postgres, too, and `baton publish --to postgres`, which sends it once more."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from connectors.places import Places
from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.worlds.night import Home
from tests.worlds.postgres_server import PostgresServer, postgres_server
from tests.worlds.story import Story, june, organization_text

Publish = Callable[..., tuple[int, str, str]]
ORGANIZATION = organization_text() + "\npublish: {postgres: {address_env: BI_ADDRESS}}\n"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, server: PostgresServer) -> Path:
    directory = tmp_path_factory.mktemp("night")
    (directory / "organization.yaml").write_text(ORGANIZATION, encoding="utf-8")
    story = Story()
    story.ticket("2 10:00", "ann", "ALP")
    with serve(story.world, june("19 06:00")) as sandbox:
        Home(directory).run(sandbox, ORGANIZATION, variables={"BI_ADDRESS": server.address()})
    return directory


@pytest.fixture
def home(night: Path, tmp_path: Path) -> Path:
    """With a publication before that of the night."""
    shutil.copytree(night, tmp_path, symlinks=True, dirs_exist_ok=True)
    places = Places(tmp_path / "data")
    earlier = places.snapshots / "20250618T060000Z-before"
    shutil.copytree(places.current.resolve(), earlier)
    for file in (earlier / "baton.duckdb", earlier / "publish_info.json"):
        file.chmod(0o644)
    with duckdb.connect(earlier / "baton.duckdb") as db:
        db.execute(f"update publish_info set publish_id = '{earlier.name}', as_of = '2025-06-18 06:00'")
    info = json.loads((earlier / "publish_info.json").read_text(encoding="utf-8"))
    info |= {"publish_id": earlier.name, "as_of": "2025-06-18T06:00:00Z"}
    (earlier / "publish_info.json").write_text(json.dumps(info), encoding="utf-8")
    os.utime(earlier, (1, 1))
    return tmp_path


@pytest.fixture
def publish(home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Publish:
    def publish(*arguments: str, address: str | None) -> tuple[int, str, str]:
        if address is not None:
            monkeypatch.setenv("BI_ADDRESS", address)
        file = str(home / "organization.yaml")
        with pytest.raises(SystemExit) as end:
            main(["publish", *arguments, "--home", str(home), "--organization", file])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return publish


def nights(server: PostgresServer) -> list[tuple[Any, ...]]:
    """By the publication's name, and by one of its tables."""
    return server.sql(
        "select left(record.publish_id, 8), to_char(info.as_of at time zone 'UTC', 'YYYYMMDD') "
        "from baton.baton_publication as record, baton.publish_info as info"
    )


def test_a_night_is_in_postgres_and_so_is_what_is_current_after_a_rollback(
    publish: Publish, server: PostgresServer
) -> None:
    assert nights(server) == [("20250619", "20250619")]
    code, out, err = publish("--rollback", address=server.address())
    assert (code, err) == (0, "")
    assert out.splitlines()[2] == "Postgres, schema baton, has the publication of 2025-06-18T06:00:00Z."
    assert nights(server) == [("20250618", "20250618")]


def test_what_is_current_is_sent_again(publish: Publish, server: PostgresServer) -> None:
    server.sql("delete from baton.team_week")
    assert publish("--to", "postgres", address=server.address()) == (
        0,
        "Postgres, schema baton, has the publication of 2025-06-19T06:00:00Z.\n",
        "",
    )
    assert nights(server) == [("20250619", "20250619")]
    [(count,)] = server.sql("select count(*) from baton.team_week")
    assert count > 0


def test_a_server_that_does_not_answer_ends_in_its_own_code_without_the_password(publish: Publish) -> None:
    code, out, err = publish("--to", "postgres", address="postgresql://baton:s3cret@127.0.0.1:1/bi")
    assert (code, out) == (3, "")
    assert err.startswith(
        "baton: Postgres (BI_ADDRESS, schema baton) keeps what it had: connection to server"
    )
    assert "s3cret" not in err


def test_without_an_address_or_a_word_in_the_file_nothing_is_sent(publish: Publish, home: Path) -> None:
    code, _, err = publish("--to", "postgres", address=None)
    assert (code, "the environment variable BI_ADDRESS with its address is not set" in err) == (2, True)
    (home / "organization.yaml").write_text(organization_text(), encoding="utf-8")
    code, _, err = publish("--to", "postgres", address=None)
    assert (code, "does not say `publish: {postgres: …}`" in err) == (2, True)
