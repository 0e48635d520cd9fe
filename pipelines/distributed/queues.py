"""Which steps run where: what one credential may spend is spent by the workers of one queue.

`python -m pipelines.distributed.queues` says which queues there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assets.landing.spread import Place
from pipelines.cli.screen import say
from pipelines.settings import read_settings
from pipelines.wiring import readable_organization

DERIVE = "derive"
TAG = "dagster-celery/queue"


def queues(variables: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The queue of each source, by the environment variables that its credentials come from.

    Sources that share a variable share a queue; it is named after the first one of theirs.
    """
    together: list[tuple[set[str], set[str]]] = []
    for source, names in variables.items():
        sources, shared = {source}, set(names)
        for others in [each for each in together if each[1] & shared]:
            together.remove(others)
            sources |= others[0]
            shared |= others[1]
        together.append((sources, shared))
    return {
        source: f"pull-{re.sub('[^a-z0-9]+', '-', min(shared or sources).lower())}"
        for sources, shared in together
        for source in sorted(sources)
    }


def places(queue_of: Mapping[str, str]) -> dict[str, Place]:
    """Where Celery runs the steps of each source. The pool keeps a second worker from spending the same."""
    return {
        source: Place(pool=queue.replace("-", "_"), tags={TAG: queue}) for source, queue in queue_of.items()
    }


def configured_queues() -> dict[str, str]:
    """The queues of the sources in the organization file; none where it cannot be read."""
    organization = readable_organization(read_settings())
    sources = organization.sources if organization else ()
    return queues({source.name: source.variables for source in sources})


if __name__ == "__main__":
    say(f"{DERIVE}\tthe plan, the run's record, and all that is derived and published")
    for source, queue in configured_queues().items():
        say(f"{queue}\t{source}")
