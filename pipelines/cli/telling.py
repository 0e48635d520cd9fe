"""What `baton digest` and `baton alerts` say and send."""

from __future__ import annotations

import os
from typing import cast

from assets.published.report.digest import Digest, Format, read_digest
from assets.published.report.edition import EVERYBODY
from pipelines.cli.pages import team_id
from pipelines.cli.screen import hand_over, say
from pipelines.cli.sql import published_file
from pipelines.exit_codes import ExitCode, Failed
from pipelines.notify.addresses import addresses
from pipelines.notify.alerts import NO_NIGHT
from pipelines.notify.deliveries import locked, read
from pipelines.notify.tell import due, page_of, send_digest, tell
from pipelines.organization.telling import Digest as Wanted
from pipelines.settings import Settings
from pipelines.wiring import readable_organization

NOBODY = "no address is set: BATON_NOTIFY says where to send it; docs/notify.md has examples"


def print_digest(settings: Settings, form: str, team: str | None) -> None:
    digest, wanted = _digest(settings, team)
    hand_over([digest.written(cast(Format, form), page_of(settings, wanted))])


def send_now(settings: Settings, team: str | None) -> None:
    """Raises Failed where somebody did not get it. The next night does not send it again."""
    digest, wanted = _digest(settings, team)
    receivers = addresses(os.environ, "digest")
    if not receivers:
        raise Failed(ExitCode.WRONG, [NOBODY])
    with locked(settings.places) as deliveries:
        failures = []
        for address in receivers:
            key = due(digest, wanted) if team is None else None
            key = key or deliveries.to(address).digest
            failures.append(send_digest(deliveries, address, digest, key, page_of(settings, wanted)))
    count = failures.count(None)
    say(f"Sent to {count} of {len(receivers)} address{'es' * (len(receivers) > 1)}: {digest.title}")
    if lines := [f"not sent: {failure}" for failure in failures if failure]:
        raise Failed(ExitCode.FAILED, lines)


def show_alerts(settings: Settings, is_sent: bool) -> None:
    """Raises Failed where some are open."""
    if not is_sent and not settings.places.data.is_dir():
        published_file(settings)
    failures = tell(settings, NO_NIGHT, os.environ if is_sent else {})
    lines = list(read(settings.places).alerts.values())
    for line in lines or ["No alert is open."]:
        say(line)
    if failures:
        raise Failed(ExitCode.FAILED, failures)
    if lines:
        raise Failed(ExitCode.INCOMPLETE, [f"{len(lines)} alert{'s are' if len(lines) > 1 else ' is'} open"])


def _digest(settings: Settings, team: str | None) -> tuple[Digest, Wanted]:
    database = published_file(settings)
    organization = readable_organization(settings)
    about = EVERYBODY if team is None else team_id(database, team)
    return read_digest(database, about), organization.digest if organization else Wanted()
