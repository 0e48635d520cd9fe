"""Hands a message over: to whatever Apprise can reach, or to a webhook that takes `{"text": …}`.

An address is a secret, and what is logged on the way may repeat it: of a failure nothing is passed on but the
address's name and a number that the service answered.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

from pipelines.notify.addresses import Address

if TYPE_CHECKING:
    import apprise

SECONDS = 10
ANSWERED = re.compile(r"\berror[=:]\s*(\d{3})\b")


class NotDelivered(Exception):
    """An address did not take a message. The message names the address, and never shows it."""


@dataclass(frozen=True, slots=True)
class Message:
    """On what, in text that is inert in every messenger; the same as Markdown, and for mail as HTML."""

    title: str
    text: str
    markdown: str
    html: str | None = None


def deliver(address: Address, message: Message) -> None:
    """Raises NotDelivered."""
    with _overheard() as log:
        service = _service(address)
        if service is None:
            _post(address, f"{message.title}\n{message.text}")
        elif not _notify(address, service, message):
            answer = next((found[1] for line in log.lines if (found := ANSWERED.search(line))), None)
            raise NotDelivered(f"{address.name}: " + (f"it answered {answer}" if answer else "no delivery"))


def _service(address: Address) -> apprise.NotifyBase | None:
    """What Apprise has for it; None for a webhook of any other kind."""
    import apprise

    asset = apprise.AppriseAsset(
        app_id="Baton", app_desc="Baton", app_url="", image_url_mask="", image_url_logo="", async_mode=False
    )
    try:
        service = apprise.Apprise.instantiate(address.secret, asset=asset, suppress_exceptions=True)
    except Exception as error:
        raise NotDelivered(f"{address.name}: {type(error).__name__}") from None
    if service is None and address.scheme not in ("http", "https"):
        raise NotDelivered(f"{address.name}: Apprise cannot read it; docs/notify.md has examples")
    return service


def _notify(address: Address, service: apprise.NotifyBase, message: Message) -> bool:
    import apprise
    from apprise.plugins.email.base import NotifyEmail

    form = service.resolve_format(apprise.NotifyFormat.TEXT)
    body = message.text
    if isinstance(service, NotifyEmail) and message.html is not None:
        form, body = apprise.NotifyFormat.HTML, message.html
    elif form == apprise.NotifyFormat.MARKDOWN:
        body = message.markdown
    else:
        form = apprise.NotifyFormat.TEXT
    everyone = apprise.Apprise()
    everyone.add(service)
    try:
        return bool(everyone.notify(title=message.title, body=body, body_format=form))
    except Exception as error:
        raise NotDelivered(f"{address.name}: {type(error).__name__}") from None


def _post(address: Address, text: str) -> None:
    try:
        status = requests.post(address.secret, json={"text": text}, timeout=SECONDS).status_code
    except requests.RequestException as error:
        raise NotDelivered(f"{address.name}: {type(error).__name__}") from None
    if status >= 400:
        raise NotDelivered(f"{address.name}: it answered {status}")


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _overheard() -> Iterator[_Log]:
    """Apprise's log goes here, and nowhere else."""
    logger = logging.getLogger("apprise")
    log = _Log()
    before = logger.propagate, logger.level
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    logger.addHandler(log)
    try:
        yield log
    finally:
        logger.removeHandler(log)
        logger.propagate, level = before
        logger.setLevel(level)
