"""What must hold between tables: `<check>.sql` beside this file, a query that must find nothing.

The head of a file says what holds, `asset: schema.table` (whose check it is) and `blocking: yes` where a run
that fails it must publish nothing. A table's own key is checked when it is built.
"""

import re
from pathlib import Path

import dagster as dg

from assets.macro import make_macros
from assets.table import split_head
from connectors.warehouse import Warehouse

HEAD = re.compile(
    r"(?P<description>.+)\nasset: (?P<asset>\w+\.\w+)\nblocking: (?P<blocking>yes|no)", re.DOTALL
)


def read_check(file: Path) -> dg.AssetChecksDefinition:
    """A check that the file's query finds nothing; what it finds is shown. Raises ValueError."""
    comments, query = split_head(file)
    head = HEAD.fullmatch(re.sub(r"^-- ?", "", comments, flags=re.MULTILINE).strip())
    if head is None:
        raise ValueError(f"{file}: its head ends in `asset: schema.table` and `blocking: yes` or `no`")
    blocking = head["blocking"] == "yes"

    @dg.asset_check(
        asset=dg.AssetKey(head["asset"].split(".")),
        name=file.stem,
        description=head["description"].replace("\n", " "),
        blocking=blocking,
        pool="warehouse",
    )
    def check(warehouse: dg.ResourceParam[Warehouse]) -> dg.AssetCheckResult:
        db = warehouse.cursor()
        make_macros(query, db)
        found = db.execute(query).fetchall()
        return dg.AssetCheckResult(
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
            metadata={"found": len(found), "first": [" | ".join(map(str, row)) for row in found[:10]]},
        )

    return check


checks = [read_check(file) for file in sorted(Path(__file__).parent.glob("*.sql"))]

HELD_BY_CHECKS = sorted(
    {spec.asset_key for each in checks for spec in each.check_specs if spec.blocking},
    key=dg.AssetKey.to_string,
)
"""Assets with a blocking check. Dagster holds only what depends on them: whatever is published has to."""
