"""What watches a night from outside: the heartbeat, and a collector of metrics and traces.

`baton run` and Dagster's sensors call this alike. Nothing that goes wrong in it makes a night fail, or wait
for long.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from connectors.errors import ExpectedError
from pipelines.exit_codes import ExitCode, Failed
from pipelines.notify.alerts import age_of_published
from pipelines.settings import Settings
from pipelines.telemetry import heartbeat, otel
from pipelines.telemetry.night import Night


@contextmanager
def watched(
    settings: Settings, warn: Callable[[str], None], environment: Mapping[str, str] = os.environ
) -> Iterator[Night]:
    """A night of this process: how it ends is told by what it raises. Of a look back nothing is told."""
    night = Night()
    if settings.as_of or settings.known_at:
        yield night
        return
    for problem in heartbeat.begin(environment):
        warn(problem)
    try:
        yield night
        night.code = ExitCode.COMPLETE
    except Failed as failed:
        night.code = failed.code
        raise
    except ExpectedError as error:
        night.code = ExitCode(error.exit_code)
        raise
    except KeyboardInterrupt:
        night.code = ExitCode.INTERRUPTED
        raise
    finally:
        night.ended = time.time()
        for problem in over(settings, night, environment):
            warn(problem)


def over(settings: Settings, night: Night, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Tell how a night ended. Says what could not be told, and why, without any address."""
    problems = heartbeat.end(environment, night)
    try:
        age = age_of_published(settings.places, datetime.now(UTC), settings.organization is None)
    except (OSError, ValueError, KeyError):
        age = None
    problems += otel.send(environment, night, age, _bytes(settings.places.current))
    return problems


def _bytes(publication: Path) -> int | None:
    if not publication.is_dir():
        return None
    return sum(file.stat().st_size for file in publication.resolve().rglob("*") if file.is_file())
