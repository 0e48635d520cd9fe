from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assets.published.postgres.connection import PostgresNotWritten
from assets.published.targets import PostgresTarget
from connectors.errors import (
    BadAnswer,
    CredentialsRefused,
    Forbidden,
    NotVisible,
    OutOfTime,
    RequestRefused,
    ScopeMissing,
    SourceError,
    SourceUnreachable,
)
from connectors.places import Places
from connectors.warehouse import Warehouse
from pipelines.cli import in_process_run
from pipelines.cli.main import main
from tests.worlds.example import ENVIRONMENT, TEXT
from tests.worlds.standins import RUN, building, incomplete_run

EVIL = "\x1b[31mOps\u202e"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """`baton run` on a home of its own, with a stand-in for the job."""
    organization = tmp_path / "organization.yaml"
    organization.write_text(TEXT)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)

    def run(*arguments: str, **standin: Any) -> Ended:
        monkeypatch.setattr(in_process_run, "build", building(tmp_path, **standin))
        with pytest.raises(SystemExit) as end:
            main(["run", "--organization", str(organization), "--home", str(tmp_path), *arguments])
        printed = capfd.readouterr()
        return Ended(int(end.value.code or 0), printed.out, printed.err)

    return run


def refuse() -> None:
    raise CredentialsRefused("jira", "the site does not accept user and token")


def lose_postgres() -> None:
    raise PostgresNotWritten(PostgresTarget("baton", "BATON_POSTGRES", ""), "Connection refused")


def crash() -> None:
    raise ZeroDivisionError("a bug")


def interrupt() -> None:
    raise KeyboardInterrupt


def test_a_complete_run_says_what_came_of_it(run: Callable[..., Ended], tmp_path: Path) -> None:
    ended = run()
    assert ended.code == 0
    assert "Baton published Meridian as of 2025-06-30 00:00 UTC, complete." in ended.out
    assert ["jira", "tickets", "2,400", "6", "8", "2,386", "2", "42", "1.2"] in [
        line.split() for line in ended.out.splitlines()
    ]
    assert "Seconds: landing " in ended.out
    assert str(tmp_path / "data" / "published" / "current" / "baton.duckdb") in ended.out
    assert ended.err == "a project is slow\n"


def test_a_look_back_says_where_it_lies(run: Callable[..., Ended], tmp_path: Path) -> None:
    asked = {**RUN, "is_as_of_asked": True, "known_at": None, "run_id": "20250630T000000Z-0a1b2c3d"}
    ended = run("--as-of", "2025-06-30T00:00:00Z", run=asked)
    assert ended.code == 0
    place = tmp_path / "data" / "published" / "as_of" / "20250630T000000Z-0a1b2c3d"
    assert f'duckdb.connect("{place / "baton.duckdb"}", read_only=True)' in ended.out
    assert "lies beside what everybody reads" in ended.out
    assert "baton sql" not in ended.out and "current" not in ended.out


def test_a_quiet_run_says_nothing_but_warnings(run: Callable[..., Ended]) -> None:
    assert run("--quiet") == Ended(0, "", "a project is slow\n")


def test_dagsters_history_lies_in_the_home(run: Callable[..., Ended], tmp_path: Path) -> None:
    run()
    assert (tmp_path / "data" / "dagster" / "history").is_dir()


def test_an_incomplete_run_says_what_is_behind(run: Callable[..., Ended]) -> None:
    ended = run(run=incomplete_run())
    assert ended.code == 3
    assert "incomplete" in ended.out
    assert "baton:   jira ML: failed: the project answers 500\n" in ended.err


def test_a_night_that_postgres_did_not_take_says_what_it_has_and_who_sends_it(
    run: Callable[..., Ended],
) -> None:
    ended = run("--quiet", first_step=lose_postgres)
    assert ended.code == 3
    assert ended.err.splitlines()[1:3] == [
        "baton: Postgres (BATON_POSTGRES, schema baton) keeps what it had: Connection refused",
        "baton: the next night sends it what is published then, `baton publish --to postgres` what is now",
    ]


def test_refused_credentials_end_in_one_line(run: Callable[..., Ended]) -> None:
    ended = run("--quiet", first_step=refuse)
    assert ended.code == 2
    assert ended.err.splitlines()[1:] == [
        "baton: jira: the site does not accept user and token",
        "baton: nothing was published",
    ]


@pytest.mark.parametrize(
    "error",
    [
        BadAnswer("jira", "the answer is no JSON object"),
        Forbidden("jira", "answered 403"),
        NotVisible("github", "not found"),
        OutOfTime("jira", "the next try is too late for this run"),
        RequestRefused("jira", "GET /field: answered 404", 404),
        ScopeMissing("github", "the token lacks a scope"),
        SourceUnreachable("jira", "the connection is refused"),
    ],
)
def test_whatever_is_wrong_with_a_source_ends_with_2_and_its_reason(
    run: Callable[..., Ended], error: SourceError | OutOfTime
) -> None:
    def fail() -> None:
        raise error

    ended = run("--quiet", first_step=fail)
    assert ended.code == 2
    assert ended.err.splitlines()[1:] == [
        f"baton: {error.source}: {error.message}",
        "baton: nothing was published",
    ]


def test_a_run_that_fails_after_it_published_does_not_say_that_it_did_not(
    run: Callable[..., Ended], tmp_path: Path
) -> None:
    def publish_and_fail() -> None:
        published = tmp_path / "data" / "published"
        published.mkdir(parents=True)
        (published / "current").symlink_to("snapshots/of-this-run")
        crash()

    ended = run("--quiet", first_step=publish_and_fail)
    assert ended.code == 1
    assert "what this run found was published all the same" in ended.err
    assert "nothing was published" not in ended.err


@pytest.mark.parametrize("arguments", [("--quiet",), ("--verbose",)])
@pytest.mark.parametrize("error", [BadAnswer("jira", EVIL), ZeroDivisionError(EVIL)])
def test_what_a_message_quotes_steers_no_terminal(
    run: Callable[..., Ended], arguments: tuple[str, ...], error: Exception
) -> None:
    def fail() -> None:
        raise error

    ended = run(*arguments, first_step=fail)
    assert r"\u001b[31mOps\u202e" in ended.err.splitlines()[-2]
    assert not {"\x1b", "\u202e"} & set(ended.out + ended.err)


def test_what_is_behind_steers_no_terminal(run: Callable[..., Ended]) -> None:
    outcome = incomplete_run()
    outcome["sources"][0]["scopes"][1]["name"] = EVIL
    ended = run(run=outcome)
    assert r"baton:   jira \u001b[31mOps\u202e: failed:" in ended.err
    assert not {"\x1b", "\u202e"} & set(ended.out + ended.err)


def test_a_bug_names_the_step_and_shows_no_traceback(run: Callable[..., Ended]) -> None:
    ended = run("--quiet", first_step=crash)
    assert ended.code == 1
    assert "baton: landing.ticket failed: ZeroDivisionError: a bug\n" in ended.err
    assert "Traceback" not in ended.err


def test_an_interrupted_run_says_so(run: Callable[..., Ended]) -> None:
    ended = run("--quiet", first_step=interrupt)
    assert ended.code == 130
    assert "baton: interrupted\n" in ended.err


def test_a_held_warehouse_is_not_waited_for_if_one_does_not_want_to(
    run: Callable[..., Ended], tmp_path: Path
) -> None:
    warehouse = Warehouse(Places(tmp_path / "data"))
    with warehouse.hold("another run"):
        ended = run("--no-wait")
    assert ended.code == 4
    assert "held by another run" in ended.err


def test_a_mistake_in_the_organization_file_ends_before_anything_begins(
    run: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "organization.yaml").write_text(TEXT.replace("calendar: us", "calendar: eu"))
    ended = run()
    assert ended.code == 2
    assert "organization.yaml:12: teams[data].calendar: expected the id of a calendar" in ended.err
    assert not (tmp_path / "data").exists()


def test_a_missing_organization_file_is_named(run: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "organization.yaml").unlink()
    ended = run()
    assert ended.code == 2
    assert f"there is no organization file at {tmp_path / 'organization.yaml'}" in ended.err


def test_a_home_of_another_organization_is_refused(run: Callable[..., Ended], tmp_path: Path) -> None:
    run()
    landed = tmp_path / "data" / "landing" / "jira"
    landed.mkdir(parents=True)
    other = TEXT.replace("name: jira,", "name: tracker,").replace("jira: [", "tracker: [")
    other = other.replace("name: github,", "name: hub,").replace("github: [", "hub: [")
    (tmp_path / "organization.yaml").write_text(other.replace("name: Meridian", "name: Other"))
    ended = run()
    assert ended.code == 2
    assert "holds the organization 'Meridian', and this run is for the organization 'Other'" in ended.err
    assert "--home" in ended.err


def test_the_standin_is_like_the_real_record() -> None:
    assert set(RUN) == {"organization", "as_of", "is_complete", "sources"}
