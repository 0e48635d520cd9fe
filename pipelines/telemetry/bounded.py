"""What may take its time without anybody waiting for it: a collector that is away delays no night."""

from __future__ import annotations

import threading
from collections.abc import Callable


def within(seconds: float, do: Callable[[], list[str]]) -> list[str]:
    """What `do` says went wrong; after `seconds` it is left behind, in a thread that ends with the process.

    Whatever it raises is named by its class alone: its message may repeat an address.
    """
    problems: list[list[str]] = []

    def run() -> None:
        try:
            problems.append(do())
        except Exception as error:
            problems.append([type(error).__name__])

    thread = threading.Thread(target=run, name="telemetry", daemon=True)
    thread.start()
    thread.join(seconds)
    return problems[0] if problems else [f"nobody took it within {seconds:.0f} s"]
