"""A process of its own: what sidemantic finds wrong with semantic.json, and answers on the published file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sidemantic.adapters.ossie import OssieAdapter
from sidemantic.core.semantic_layer import SemanticLayer

if __name__ == "__main__":
    document, published = map(Path, sys.argv[1:])
    adapter = OssieAdapter(target_dialect="duckdb")
    parsed = adapter.parse_document(document)
    graph = adapter.parse(document)
    layer = SemanticLayer(connection=f"duckdb:///{published}", auto_register=False)
    for model in graph.models.values():
        for dimension in model.dimensions:
            # It wants to know how fine a date is, which Ossie has no word for.
            if dimension.type == "time":
                dimension.granularity = "day"
        layer.add_model(model)
    for metric in graph.metrics.values():
        layer.add_metric(metric)
    answers = {name: layer.query(metrics=[name]).fetchone()[0] for name in graph.metrics}
    found = {"is_valid": parsed.valid, "failed": list(map(str, parsed.diagnostics)), "answers": answers}
    sys.stdout.write(json.dumps(found))
