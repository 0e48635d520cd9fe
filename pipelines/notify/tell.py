"""Tells of a night what is to be told: new alerts, those that are over, and the digest, each once.

`baton run` and Dagster's sensors call this alike. Nothing that goes wrong in it makes a night fail.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime

import duckdb

from assets.published.report.digest import Digest, read_digest
from connectors.permissions import keep_private
from connectors.plain_text import inert, inert_markdown
from pipelines.exit_codes import ExitCode
from pipelines.notify.addresses import Address, addresses
from pipelines.notify.alerts import Night, after, age_of_published, kind_of
from pipelines.notify.deliveries import Deliveries, Known, locked
from pipelines.notify.messenger import Message, NotDelivered, deliver
from pipelines.organization import telling
from pipelines.organization.calendar import DAYS
from pipelines.settings import Settings
from pipelines.wiring import readable_organization


def tell(
    settings: Settings,
    night: Night,
    environment: Mapping[str, str] = os.environ,
    now: datetime | None = None,
) -> list[str]:
    """Says what could not be told, and why. Of a look back, which is no night, nothing is told."""
    outcome = night.outcome or {}
    if settings.as_of or settings.known_at or outcome.get("is_as_of_asked") or outcome.get("known_at"):
        return []
    try:
        return _tell(settings, night, environment, now or datetime.now(UTC))
    except (OSError, duckdb.Error) as error:
        return [f"nothing could be told of this night: {type(error).__name__}: {error}"]
    except Exception as error:
        return [f"nothing could be told of this night: {type(error).__name__}"]


def _tell(settings: Settings, night: Night, environment: Mapping[str, str], now: datetime) -> list[str]:
    to_alert, to_digest = addresses(environment, "alerts"), addresses(environment, "digest")
    if not to_alert and not settings.places.data.is_dir():
        return []  # nobody is to be told, and a home is not made for that
    organization = readable_organization(settings)
    wanted = organization.alerts if organization else telling.Alerts()
    digests = organization.digest if organization else telling.Digest()
    age_hours = age_of_published(settings.places, now, settings.organization is None)
    found = after(night, settings.places, wanted, age_hours)
    keep_private(settings.places)
    with locked(settings.places) as deliveries:
        deliveries.alerts = {
            key: line
            for key, line in deliveries.alerts.items()
            if kind_of(key) in wanted.about and kind_of(key) not in found
        } | {alert.key: alert.line for alerts in found.values() for alert in alerts}
        name = organization.name if organization else "Baton"
        failures = [tell_alerts(deliveries, address, name, wanted) for address in to_alert]
        if night.code == ExitCode.COMPLETE and to_digest and digests.every != "never":
            digest = read_digest(settings.places.published_database)
            key = due(digest, digests)
            page = page_of(settings, digests)
            failures += [
                send_digest(deliveries, address, digest, key, page)
                for address in to_digest
                if key is not None and deliveries.to(address).digest != key
            ]
        deliveries.save()
    return [f"not told: {failure}; the next night tries again" for failure in failures if failure]


def tell_alerts(
    deliveries: Deliveries, address: Address, name: str, wanted: telling.Alerts
) -> NotDelivered | None:
    """One message with all that the address does not know, if there is any."""
    known = deliveries.to(address)
    known.alerts = {key: line for key, line in known.alerts.items() if kind_of(key) in wanted.about}
    new = [line for key, line in deliveries.alerts.items() if key not in known.alerts]
    over = [line for key, line in known.alerts.items() if key not in deliveries.alerts]
    if not new and not over:
        return None
    what = f"{len(new)} alert{'s' * (len(new) != 1)}" if new else "no longer"
    text, markdown = (
        "\n".join(
            [*(f"- {quoted(line)}" for line in new), *(f"- No longer: {quoted(line)}" for line in over)]
        )
        for quoted in (inert, inert_markdown)
    )
    message = Message(inert(f"{name}: {what}"), text, markdown)
    return deliveries.hand_over(address, message, Known(dict(deliveries.alerts), known.digest), deliver)


def send_digest(
    deliveries: Deliveries, address: Address, digest: Digest, key: str | None, page: str
) -> NotDelivered | None:
    """`key` is the period after which the address is not sent it again."""
    # Whoever takes Markdown has the title beside it, which is its first line.
    untitled = digest.written("markdown", page).partition("\n\n")[2]
    message = Message(digest.title, digest.written("text", page), untitled, digest.written("html", page))
    return deliveries.hand_over(address, message, Known(deliveries.to(address).alerts, key), deliver)


def page_of(settings: Settings, wanted: telling.Digest) -> str:
    return wanted.page or str(settings.places.report)


def due(digest: Digest, wanted: telling.Digest) -> str | None:
    """The period of which it is to be sent once; None before its day, and where a night is not complete."""
    if not digest.is_complete or digest.iso_week is None:
        return None
    if wanted.every == "night":
        return digest.publish_id
    return digest.iso_week if digest.as_of_local.weekday() >= DAYS.index(wanted.weekday) else None
