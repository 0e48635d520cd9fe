"""`baton digest` and `baton alerts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.cli.main import main
from tests.worlds.empty_publication import publish_empty
from tests.worlds.example import TEXT
from tests.worlds.listening import Webhook, listening_webhook

Baton = Callable[..., tuple[int, str, str]]
VELOCITY = (
    "insert into velocity_week by name select date '2025-06-23' as week_starts_on, 'data' as team_id, "
    "'Data Platform' as team_name, 7 as completed_count, true as is_complete_week, 'A' as grade"
)
TEAM = "insert into team by name select 'data' as team_id, 'Data Platform' as name, false as is_pseudo"


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with listening_webhook() as webhook:
        monkeypatch.setenv("BATON_NOTIFY", f"json://{webhook.address}/t0ken")
        yield webhook


@pytest.fixture
def baton(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Baton:
    organization = tmp_path / "organization.yaml"
    organization.write_text(TEXT + "digest: {page: 'https://baton.example/report.html'}\n")
    monkeypatch.setenv("BATON_ORGANIZATION", str(organization))
    monkeypatch.setenv("BATON_HOME", str(tmp_path))

    def baton(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(list(arguments))
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return baton


def publish(home: Path, as_of: str = "2025-06-30T06:00:00Z") -> None:
    publish_empty(home, VELOCITY, TEAM, as_of=as_of)


@pytest.mark.parametrize(
    ("form", "begins", "says"),
    [
        ("text", "Meridian: where work waits\n2025-W26, ", "\nCompleted in the week: 7\n"),
        ("markdown", "# Meridian: where work waits\n", "- **Completed in the week: 7** No team has"),
        ("html", "<!DOCTYPE html>", '<h1 style="font-size: 21px'),
    ],
)
def test_the_digest_is_printed(form: str, begins: str, says: str, baton: Baton, tmp_path: Path) -> None:
    publish(tmp_path)
    code, out, _ = baton("digest", "--format", form)
    assert code == 0
    assert out.startswith(begins) and says in out
    assert "https://baton.example/report.html" in out


def test_a_team_has_a_digest_of_its_own(baton: Baton, tmp_path: Path) -> None:
    publish(tmp_path)
    assert baton("digest", "--team", "Data Platform")[1].startswith("Data Platform: where work waits\n")
    code, _, err = baton("digest", "--team", "sales")
    assert (code, err) == (2, "baton: no team is called 'sales': teams are data\n")


def test_send_sends_it_now_and_the_night_not_again(baton: Baton, tmp_path: Path, webhook: Webhook) -> None:
    publish(tmp_path)
    said = "Sent to 1 of 1 address: Meridian: where work waits, 2025-W26\n"
    assert baton("digest", "--send") == (0, said, "")
    assert "Completed in the week: 7" in webhook.taken[0]["message"]
    assert baton("digest", "--send")[0] == 0
    assert len(webhook.taken) == 2
    assert '"digest": "2025-W26"' in (tmp_path / "data" / "deliveries.json").read_text()


def test_send_says_who_did_not_take_it(baton: Baton, tmp_path: Path, webhook: Webhook) -> None:
    publish(tmp_path)
    webhook.status = 403
    code, out, err = baton("digest", "--send")
    assert (code, err) == (1, "baton: not sent: address 1 of BATON_NOTIFY (json): it answered 403\n")
    assert out.startswith("Sent to 0 of 1 address:")


def test_send_needs_an_address(baton: Baton, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path)
    monkeypatch.delenv("BATON_NOTIFY", raising=False)
    code, _, err = baton("digest", "--send")
    assert code == 2 and "no address is set: BATON_NOTIFY says where to send it" in err


def test_before_anything_is_published_there_is_no_digest(baton: Baton) -> None:
    code, _, err = baton("digest")
    assert code == 2 and "nothing is published" in err


def test_alerts_says_that_none_is_open(baton: Baton, tmp_path: Path, webhook: Webhook) -> None:
    publish(tmp_path, as_of="2099-06-30T06:00:00Z")
    assert baton("alerts") == (0, "No alert is open.\n", "")


def test_alerts_notices_that_nights_have_stopped_coming(
    baton: Baton, tmp_path: Path, webhook: Webhook
) -> None:
    publish(tmp_path)
    code, out, err = baton("alerts")
    assert (code, err) == (3, "baton: 1 alert is open\n")
    assert out.startswith("The published tables are ") and webhook.taken == []
    assert [baton("alerts", "--send")[0], baton("alerts", "--send")[0]] == [3, 3]
    assert [each["title"] for each in webhook.taken] == ["Meridian: 1 alert"]
    publish(tmp_path, as_of="2099-06-30T06:00:00Z")
    assert baton("alerts", "--send")[0] == 0
    assert webhook.taken[1]["message"].startswith("- No longer: The published tables are ")


def test_where_nothing_was_ever_published_that_is_an_alert(baton: Baton, webhook: Webhook) -> None:
    assert baton("alerts")[0] == 2
    code, out, _ = baton("alerts", "--send")
    assert (code, out) == (3, "Nothing has been published yet: `baton run` says why.\n")
    assert len(webhook.taken) == 1
