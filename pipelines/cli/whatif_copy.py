"""A copy of what the last run left, in which what-if questions suppose something; gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.landing.about import require_known
from connectors.places import Places
from pipelines import wiring
from pipelines.settings import Settings


@contextmanager
def copied(settings: Settings) -> Iterator[Places]:
    """The warehouse to write to, and the landing to read. Raises WarehouseHeld while a run goes on."""
    places = settings.places
    require_known(places.landing)
    with tempfile.TemporaryDirectory(prefix="whatif-", dir=places.data) as directory:
        copy = Places(Path(directory))
        with wiring.warehouse(settings).hold("`baton whatif`"):
            for file in (places.warehouse, places.warehouse_log):
                if file.is_file():
                    shutil.copyfile(file, copy.data / file.name)
        copy.landing.symlink_to(places.landing.resolve())
        yield copy
