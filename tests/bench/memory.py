"""How much memory this process took."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path


def peak() -> float:
    """The most memory that this process had, in MiB. On Linux getrusage would count the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        [kibibytes] = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        return int(kibibytes) / 2**10
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / 2**20 if sys.platform == "darwin" else size / 2**10
