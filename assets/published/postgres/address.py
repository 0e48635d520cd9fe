"""The address of a Postgres server, with its password."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

# How long a server may be silent before it counts as gone; what the address says otherwise holds.
PATIENCE = {"connect_timeout": "15", "tcp_user_timeout": "60000", "application_name": "baton"}
EXAMPLE = "postgresql://user:password@host:5432/database"
NAMED = r"([^@/?#\[\]%\s]|%[0-9A-Fa-f]{2})*@"
HOST = r"(\[[^\]@/\s]+\]|[^@/:,?#\s]+)(:\d+)?"
ADDRESS = re.compile(rf"postgres(ql)?://({NAMED})?({HOST}(,{HOST})*)?(/[^@#\s]*)?")


def wrong_with(address: str) -> str | None:
    """What it should be, where it is not; it is not repeated, since it may hold a password.

    What stands behind a second @ or a / would be taken for the name of the server, and be in messages.
    """
    if ADDRESS.fullmatch(address):
        return None
    return f"an address such as {EXAMPLE}, with %40 for an @ of the password, and so on for / ? # % [ ]"


def patient(address: str) -> str:
    """The address, with what the driver is to do where it does not say so."""
    given = {**PATIENCE, **_parameters(address)}
    return f"{address.partition('?')[0]}?{urlencode(given, quote_via=quote)}"


def secrets_of(address: str) -> Sequence[str]:
    """What no message may have."""
    named = [value for name, value in _parameters(address).items() if name in ("password", "sslpassword")]
    encoded = urlsplit(address).netloc.rpartition("@")[0].partition(":")[2]
    return [address, *named, encoded, unquote(encoded)]


def _parameters(address: str) -> dict[str, str]:
    """A + is a + in such an address."""
    return dict(parse_qsl(urlsplit(address).query.replace("+", "%2B"), keep_blank_values=True))
