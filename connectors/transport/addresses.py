"""Where credentials may be sent."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_safe_for_credentials(url: str) -> bool:
    """Whether what is sent there cannot be read on its way: it is encrypted, or stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme != "http" or _is_this_machine(parts.hostname or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
