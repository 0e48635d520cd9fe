"""A team that is about to break its promise is told of before it does, once until it keeps it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.exit_codes import ExitCode
from pipelines.notify.alerts import Night
from pipelines.notify.tell import tell
from pipelines.settings import Settings
from tests.worlds.empty_publication import publish_empty
from tests.worlds.example import TEXT
from tests.worlds.listening import Webhook, listening_webhook
from tests.worlds.standins import RUN

TellOf = Callable[..., list[str]]

NEWEST = (
    "insert into service_level_forecast by name select 'touch' as target, 'data' as team_id, "
    "'Data Platform' as team_name, date '2025-06-09' as period_starts_on, true as is_newest, "
    "16 as promised_business_hours, 0.85 as promised_share, 40 as item_count, 30 as met_count, "
    "{missed} as missed_count, 10 - {missed} as waiting_count, {expected} as expected_share, "
    "{is_lost} as is_lost, {is_warned} as is_warned"
)
WARNED = NEWEST.format(missed=4, expected=0.825, is_lost="false", is_warned="true")
LOST = NEWEST.format(missed=7, expected=0.8, is_lost="true", is_warned="false")
KEPT = NEWEST.format(missed=1, expected=0.95, is_lost="false", is_warned="false")
UNKNOWN = NEWEST.format(missed=7, expected="null", is_lost="true", is_warned="null").replace("40 as", "9 as")


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with listening_webhook() as webhook:
        yield webhook


@pytest.fixture
def tell_of(tmp_path: Path, webhook: Webhook) -> TellOf:
    """What is said after a night that published this."""

    def tell_of(*statements: str, more: str = "") -> list[str]:
        publish_empty(tmp_path, *statements)
        organization = tmp_path / "organization.yaml"
        organization.write_text(TEXT + more)
        settings = Settings(home=tmp_path, organization=organization)
        environment = {"BATON_NOTIFY_ALERTS": f"json://{webhook.address}/a"}
        webhook.taken.clear()
        nine = datetime(2025, 6, 30, 9, tzinfo=UTC)
        assert tell(settings, Night(ExitCode.COMPLETE, (), RUN), environment, nine) == []
        return [str(message["message"]).rstrip() for message in webhook.taken]

    return tell_of


def test_a_promise_that_is_about_to_be_broken_is_told_with_what_it_hangs_on(tell_of: TellOf) -> None:
    assert tell_of(WARNED) == [
        "- Data Platform is about to break its promise to have 85 % touched within 16 of its working hours. "
        "Of 40 items that came since 2025-06-09 it did so with 30, not with 4, and 6 still wait: if it goes "
        "as in the 13 weeks to here, it will be 82.5 %. Which they are: `baton sql --question who_waits_here "
        "--param team=data`."
    ]


def test_it_is_not_told_again_when_it_is_broken_and_once_when_it_is_kept(tell_of: TellOf) -> None:
    tell_of(WARNED)
    assert tell_of(WARNED) == []
    assert tell_of(LOST) == []
    [message] = tell_of(KEPT)
    assert message.startswith("- No longer: Data Platform is about to break its promise")
    assert tell_of(KEPT) == []


def test_a_promise_that_nobody_saw_breaking_is_told_when_it_is_broken(tell_of: TellOf) -> None:
    [message] = tell_of(LOST)
    assert message.startswith("- Data Platform has broken its promise to have 85 % touched within 16")
    assert "7, and 3 still wait: at most it will be 82.5 %." in message


def test_too_few_items_tell_nothing(tell_of: TellOf) -> None:
    assert tell_of(UNKNOWN) == []


def test_the_organization_file_says_whose_promises_are_watched(tell_of: TellOf) -> None:
    assert tell_of(WARNED, more="alerts: {teams: [ml]}\n") == []
    assert len(tell_of(WARNED, more="alerts: {teams: [data]}\n")) == 1
