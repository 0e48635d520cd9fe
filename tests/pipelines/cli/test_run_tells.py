"""`baton run` tells what is to be told, and ends as it would have ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import CredentialsRefused
from pipelines.cli import in_process_run
from pipelines.cli.main import main
from pipelines.notify import tell
from tests.worlds.empty_publication import publish_empty
from tests.worlds.example import ENVIRONMENT, TEXT
from tests.worlds.listening import Webhook, listening_webhook
from tests.worlds.standins import building, incomplete_run

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with listening_webhook() as webhook:
        yield webhook


@pytest.fixture
def run(
    tmp_path: Path, webhook: Webhook, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """`baton run` on a home in which something is published, with a stand-in for the job."""
    publish_empty(tmp_path, as_of="2099-06-30T06:00:00Z")
    for name, value in {**ENVIRONMENT, "BATON_NOTIFY": f"json://{webhook.address}/t0ken"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)

    def run(text: str = TEXT, arguments: tuple[str, ...] = (), **standin: Any) -> tuple[int, str]:
        organization = tmp_path / "organization.yaml"
        organization.write_text(text)
        monkeypatch.setattr(in_process_run, "build", building(tmp_path, **standin))
        with pytest.raises(SystemExit) as end:
            main(["run", "-q", "--organization", str(organization), "--home", str(tmp_path), *arguments])
        return int(end.value.code or 0), capfd.readouterr().err

    return run


def refuse() -> None:
    raise CredentialsRefused("jira", "the site does not accept user and token")


def test_a_complete_night_sends_the_digest_once(run: Run, webhook: Webhook) -> None:
    assert [run()[0], run()[0]] == [0, 0]
    assert [each["title"] for each in webhook.taken] == ["Meridian: where work waits, 2025-W26"]


def test_refused_credentials_are_told(run: Run, webhook: Webhook) -> None:
    code, _ = run(first_step=refuse)
    assert code == 2
    assert "The night failed: jira: the site does not accept user and token" in webhook.taken[0]["message"]


def test_a_wrong_organization_file_is_told_though_no_run_begins(run: Run, webhook: Webhook) -> None:
    code, _ = run(TEXT.replace("calendar: us", "calendar: eu"))
    assert code == 2
    assert "teams[data].calendar: expected the id of a calendar" in webhook.taken[0]["message"]


def test_an_incomplete_night_is_told_and_sends_no_digest(run: Run, webhook: Webhook) -> None:
    code, _ = run(run=incomplete_run())
    assert code == 3
    assert [each["title"] for each in webhook.taken] == ["Meridian: 1 alert"]


def test_an_address_that_takes_nothing_changes_nothing_but_says_so(run: Run, webhook: Webhook) -> None:
    webhook.status = 503
    code, err = run()
    assert code == 0
    assert "baton: not told: address 1 of BATON_NOTIFY (json): it answered 503; the next night" in err
    assert "t0ken" not in err


def test_whatever_goes_wrong_in_telling_the_night_stands(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("s3cret")

    monkeypatch.setattr(tell, "read_digest", fail)
    code, err = run()
    assert code == 0
    assert "baton: nothing could be told of this night: ZeroDivisionError\n" in err


def test_a_look_back_that_fails_is_told_to_whoever_asked_and_nobody_else(run: Run, webhook: Webhook) -> None:
    code, _ = run(arguments=("--as-of", "2025-06-01T00:00:00Z"), first_step=refuse)
    assert (code, webhook.taken) == (2, [])
