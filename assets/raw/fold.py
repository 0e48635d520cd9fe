"""raw.<stream>: the newest record of every entity, when it was first seen, and whether it is gone.

A fold over landing, the same for every stream of entities: fold.sql says it of `landing.stream`, and each
table reads its own stream instead.
"""

from pathlib import Path

from assets.table import split_head, table_from_head
from assets.table_asset import stage_asset
from connectors.landing.streams import LOGS, STREAMS

HEAD, QUERY = split_head(Path(__file__).with_name("fold.sql"))

TABLES = [
    table_from_head(
        "raw", stream, f"{description}\n{HEAD}", QUERY.replace("landing.stream", f"landing.{stream}")
    )
    for stream, description in STREAMS.items()
    if stream not in LOGS
]


fold = stage_asset("raw", TABLES)
