"""What is told of nights: each thing once to each address, until it is over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.exit_codes import ExitCode
from pipelines.notify.alerts import NO_NIGHT, Night
from pipelines.notify.tell import tell
from pipelines.settings import Settings
from tests.worlds.empty_publication import publish_empty
from tests.worlds.example import TEXT
from tests.worlds.listening import Webhook, listening_webhook
from tests.worlds.standins import RUN, incomplete_run

MONDAY = datetime(2025, 6, 30, 6, tzinfo=UTC)
PUBLISHED = Night(ExitCode.COMPLETE, (), RUN)
BEHIND = Night(ExitCode.INCOMPLETE, (), incomplete_run())
REFUSED = Night(ExitCode.WRONG, ("jira: the site does not accept user and token",))
ML_IS_BEHIND = (
    "jira ML could not be read whole (failed): the project answers 500. "
    "Its last whole state stands in, and the next night tries again."
)

Tell = Callable[..., list[str]]


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with listening_webhook() as webhook:
        yield webhook


@pytest.fixture
def tell_of(tmp_path: Path, webhook: Webhook) -> Tell:
    """Tells alerts to the webhook; `more` is further text of the organization file."""

    def tell_of(
        night: Night,
        more: str = "",
        at: datetime = MONDAY,
        digest: str = "",
        alerts: str = f"json://{webhook.address}/a",
    ) -> list[str]:
        organization = tmp_path / "organization.yaml"
        organization.write_text(TEXT + more)
        settings = Settings(home=tmp_path, organization=organization)
        return tell(settings, night, {"BATON_NOTIFY_ALERTS": alerts, "BATON_NOTIFY_DIGEST": digest}, at)

    publish_empty(tmp_path)
    return tell_of


def lines(webhook: Webhook) -> list[str]:
    """What was taken since the last time, message by message."""
    messages = [message["message"].rstrip() for message in webhook.taken]
    webhook.taken.clear()
    return messages


def test_a_complete_night_raises_no_alert(tell_of: Tell, webhook: Webhook) -> None:
    assert tell_of(PUBLISHED) == []
    assert webhook.taken == []


def test_a_failed_night_is_told_once_with_its_reason_and_what_to_do(tell_of: Tell, webhook: Webhook) -> None:
    assert tell_of(REFUSED) == []
    [message] = webhook.taken
    assert message["title"] == "Meridian: 1 alert"
    assert message["message"].rstrip() == (
        "- The night failed: jira: the site does not accept user and token. What was published before stays "
        "as it is; nobody tries again before the next night, and it will fail the same way until somebody "
        "mends it: `baton check --sources` says what is wrong."
    )
    lines(webhook)
    tell_of(REFUSED)
    assert webhook.taken == []


def test_another_kind_of_failure_is_another_alert(tell_of: Tell, webhook: Webhook) -> None:
    tell_of(REFUSED)
    lines(webhook)
    tell_of(Night(ExitCode.FAILED, ("marts.week failed: ZeroDivisionError: of ann@example.com",)))
    [message] = lines(webhook)
    assert message.startswith("- The night failed: marts.week failed: ZeroDivisionError. What was published")
    assert "- No longer: The night failed: jira: the site" in message
    assert "ann" not in message


def test_what_is_over_is_told_once(tell_of: Tell, webhook: Webhook) -> None:
    tell_of(BEHIND)
    assert lines(webhook) == [f"- {ML_IS_BEHIND}"]
    tell_of(PUBLISHED)
    assert lines(webhook) == [f"- No longer: {ML_IS_BEHIND}"]
    tell_of(PUBLISHED)
    assert lines(webhook) == []


def test_a_night_that_fails_finds_nothing_out_about_scopes(tell_of: Tell, webhook: Webhook) -> None:
    tell_of(BEHIND)
    lines(webhook)
    tell_of(REFUSED)
    assert "No longer" not in lines(webhook)[0]
    tell_of(BEHIND)
    [message] = lines(webhook)
    assert message.startswith("- No longer: The night failed")


def test_a_project_that_falls_behind_later_is_told_alone(tell_of: Tell, webhook: Webhook) -> None:
    tell_of(BEHIND)
    lines(webhook)
    scopes = [
        {**scope, "state": "partial", "message": "time ran out"} if scope["name"] == "DATA" else scope
        for scope in incomplete_run()["sources"][0]["scopes"]
    ]
    outcome = {**incomplete_run(), "sources": [{**RUN["sources"][0], "scopes": scopes}]}
    tell_of(Night(ExitCode.INCOMPLETE, (), outcome))
    [message] = lines(webhook)
    assert message.startswith("- jira DATA could not be read whole (partial): time ran out.")
    assert "ML" not in message


def test_tables_are_stale_when_nights_stop_coming(tell_of: Tell, webhook: Webhook) -> None:
    tell_of(NO_NIGHT, at=MONDAY + timedelta(hours=36))
    assert lines(webhook) == []
    tell_of(NO_NIGHT, at=MONDAY + timedelta(hours=40))
    tell_of(NO_NIGHT, at=MONDAY + timedelta(hours=41))
    [message] = lines(webhook)
    assert message.startswith("- The published tables are 40 hours old, and 36 are usual at most: look")


def test_the_organization_file_says_when_tables_are_stale(tell_of: Tell, webhook: Webhook) -> None:
    tell_of(NO_NIGHT, more="alerts: {stale_after_hours: 12.5}\n", at=MONDAY + timedelta(hours=13))
    assert "13 hours old, and 12.5 are usual" in lines(webhook)[0]


def test_the_organization_file_says_which_alerts_there_are(tell_of: Tell, webhook: Webhook) -> None:
    only_failed = "alerts: {about: [failed]}\n"
    tell_of(BEHIND, more=only_failed, at=MONDAY + timedelta(days=9))
    assert lines(webhook) == []
    tell_of(BEHIND)
    lines(webhook)
    tell_of(BEHIND, more=only_failed)
    assert lines(webhook) == []


def test_a_file_that_is_wrong_does_not_keep_anybody_from_being_told(tell_of: Tell, webhook: Webhook) -> None:
    tell_of(Night(ExitCode.WRONG, ("organization.yaml, line 3: …",)), more="timezone: [\n")
    [message] = webhook.taken
    assert message["title"] == "Baton: 1 alert" and "organization.yaml, line 3" in message["message"]


@pytest.mark.parametrize(
    "night", [Night(ExitCode.HELD, ("another run",)), Night(ExitCode.INTERRUPTED, ("interrupted",))]
)
def test_a_run_that_was_stopped_or_had_to_wait_is_no_alert(
    night: Night, tell_of: Tell, webhook: Webhook
) -> None:
    tell_of(night)
    assert webhook.taken == []


def test_a_look_back_is_no_night(tell_of: Tell, webhook: Webhook, tmp_path: Path) -> None:
    tell_of(Night(ExitCode.INCOMPLETE, (), {**incomplete_run(), "is_as_of_asked": True}))
    settings = Settings(home=tmp_path, organization=tmp_path / "organization.yaml")
    environment = {"BATON_NOTIFY": f"json://{webhook.address}/a"}
    assert tell(replace(settings, as_of=MONDAY), REFUSED, environment) == []
    assert tell(replace(settings, known_at=MONDAY), REFUSED, environment) == []
    assert webhook.taken == []


def test_an_address_that_did_not_take_it_is_tried_again_and_the_others_are_not(
    tell_of: Tell, webhook: Webhook
) -> None:
    with listening_webhook() as other:
        both = f"json://{webhook.address}/s3cret http://{other.address}/s3cret"
        other.status = 503
        [failure] = tell_of(REFUSED, alerts=both)
        assert failure == (
            "not told: address 2 of BATON_NOTIFY_ALERTS (http): it answered 503; the next night tries again"
        )
        assert (len(webhook.taken), other.taken) == (1, [])
        other.status = 200
        assert tell_of(REFUSED, alerts=both) == []
        assert (len(webhook.taken), len(other.taken)) == (1, 1)
        assert other.taken[0]["text"].startswith("Meridian: 1 alert\n- The night failed")


def test_a_new_address_is_told_what_is_open(tell_of: Tell, webhook: Webhook) -> None:
    tell_of(BEHIND)
    lines(webhook)
    tell_of(BEHIND, alerts=f"json://{webhook.address}/a json://{webhook.address}/b")
    assert lines(webhook) == [f"- {ML_IS_BEHIND}"]


def test_what_was_being_told_when_the_process_died_is_not_told_twice(
    tell_of: Tell, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("pipelines.notify.tell.deliver", die)
        with pytest.raises(KeyboardInterrupt):
            tell_of(REFUSED)
    tell_of(REFUSED)
    assert webhook.taken == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"alerts": [], "told": {"x": 1}}'])
def test_a_damaged_note_of_what_was_told_only_makes_it_be_told_again(
    content: str, tell_of: Tell, webhook: Webhook, tmp_path: Path
) -> None:
    (tmp_path / "data" / "deliveries.json").write_text(content)
    assert tell_of(REFUSED) == []
    assert len(webhook.taken) == 1


def test_no_address_is_written_down(tell_of: Tell, webhook: Webhook, tmp_path: Path) -> None:
    tell_of(REFUSED, alerts=f"json://user:s3cret@{webhook.address}/t0ken")
    file = tmp_path / "data" / "deliveries.json"
    assert "s3cret" not in file.read_text() and "t0ken" not in file.read_text()
    assert list(json.loads(file.read_text())["told"]) == [f"json-{mark}" for mark in [_mark(file)]]
    assert file.stat().st_mode & 0o077 == 0


def _mark(file: Path) -> str:
    [mark] = json.loads(file.read_text())["told"]
    assert len(mark) == len("json-") + 4
    return str(mark.removeprefix("json-"))


def test_hostile_names_call_nobody(tell_of: Tell, webhook: Webhook) -> None:
    scope = {"source": "jira", "scope": "9", "name": "<!channel> @here", "state": "failed"}
    outcome = {**RUN, "sources": [{"scopes": [{**scope, "message": "[x](http://evil.example)\n- forged"}]}]}
    tell_of(Night(ExitCode.INCOMPLETE, (), outcome))
    [message] = lines(webhook)
    assert "<!channel>" not in message and "@here" not in message and "](http" not in message
    assert message.count("\n") == 0


def test_the_digest_is_sent_once_about_each_week(tell_of: Tell, webhook: Webhook, tmp_path: Path) -> None:
    digest = f"json://{webhook.address}/d"
    assert tell_of(PUBLISHED, digest=digest) == []
    [message] = webhook.taken
    assert message["title"] == "Meridian: where work waits, 2025-W26"
    tell_of(PUBLISHED, digest=digest)
    tell_of(BEHIND, digest=digest)
    assert [each["title"] for each in webhook.taken] == [message["title"], "Meridian: 1 alert"]
    webhook.taken.clear()
    publish_empty(
        tmp_path,
        "update week set iso_week = '2025-W27', week_starts_on = week_starts_on + 7",
        as_of="2025-07-07T06:00:00Z",
    )
    tell_of(PUBLISHED, digest=digest, at=MONDAY + timedelta(days=7), alerts="")
    assert [each["title"] for each in webhook.taken] == ["Meridian: where work waits, 2025-W27"]


def test_the_digest_waits_for_its_day_and_for_a_complete_night(
    tell_of: Tell, webhook: Webhook, tmp_path: Path
) -> None:
    on_wednesday = {"more": "digest: {weekday: wed}\n", "digest": f"json://{webhook.address}/d", "alerts": ""}
    tell_of(PUBLISHED, **on_wednesday)
    publish_empty(tmp_path, "update publish_info set is_complete = false", as_of="2025-07-02T06:00:00Z")
    tell_of(BEHIND, **on_wednesday)
    assert webhook.taken == []
    publish_empty(tmp_path, as_of="2025-07-03T06:00:00Z")
    tell_of(PUBLISHED, **on_wednesday)
    assert [each["title"] for each in webhook.taken] == ["Meridian: where work waits, 2025-W26"]


def test_a_digest_that_was_not_taken_is_tried_again_and_the_night_goes_on(
    tell_of: Tell, webhook: Webhook
) -> None:
    digest = f"json://{webhook.address}/d"
    webhook.status = 500
    assert tell_of(PUBLISHED, digest=digest) == [
        "not told: address 1 of BATON_NOTIFY_DIGEST (json): it answered 500; the next night tries again"
    ]
    webhook.status = 200
    tell_of(PUBLISHED, digest=digest)
    assert len(webhook.taken) == 1


def test_every_night_has_a_digest_of_its_own_where_the_file_says_so(
    tell_of: Tell, webhook: Webhook, tmp_path: Path
) -> None:
    asked = {"more": "digest: {every: night}\n", "digest": f"json://{webhook.address}/d", "alerts": ""}
    tell_of(PUBLISHED, **asked)
    tell_of(PUBLISHED, **asked)
    publish_empty(tmp_path, "update publish_info set publish_id = 'tuesday'", as_of="2025-07-01T06:00:00Z")
    tell_of(PUBLISHED, **asked)
    assert len(webhook.taken) == 2
    webhook.taken.clear()
    tell_of(PUBLISHED, more="digest: {every: never}\n", digest=asked["digest"], alerts="")
    assert webhook.taken == []


def test_one_variable_is_for_digest_and_alerts(tell_of: Tell, webhook: Webhook, tmp_path: Path) -> None:
    tell_of(PUBLISHED, alerts="")
    settings = Settings(home=tmp_path, organization=tmp_path / "organization.yaml")
    tell(settings, PUBLISHED, {"BATON_NOTIFY": f"json://{webhook.address}/a"}, MONDAY)
    tell(settings, REFUSED, {"BATON_NOTIFY": f"json://{webhook.address}/a"}, MONDAY)
    assert [each["title"] for each in webhook.taken] == [
        "Meridian: where work waits, 2025-W26",
        "Meridian: 1 alert",
    ]


@pytest.mark.parametrize(
    "address", ["s3cret", "foo://s3cret", "mailto://s3cret", "http://127.0.0.1:1/s3cret"]
)
def test_an_address_that_is_none_is_said_without_it(
    address: str, tell_of: Tell, capfd: pytest.CaptureFixture[str]
) -> None:
    [failure] = tell_of(REFUSED, alerts=address)
    assert failure.startswith("not told: address 1 of BATON_NOTIFY_ALERTS (")
    assert "s3cret" not in failure + "".join(capfd.readouterr())
