"""What answers say is doubtful, on tables written by hand, and what they say where these are missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.cli.ask import ask
from tests.pipelines.cli.explaining import Explain


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as db:
        yield db


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """With something published, as an older Baton might have: none of the answers."""
    published = tmp_path / "data" / "published" / "current"
    published.mkdir(parents=True)
    with duckdb.connect(published / "baton.duckdb") as db:
        db.execute("create table publish_info as select timestamp '2025-04-04' as as_of, true as is_complete")
    return tmp_path


def doubts(db: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    return [row["doubt"] for row in ask(db, f"answers/{name}/doubts")]


def test_an_answer_that_was_never_published_says_what_to_do(explain: Explain) -> None:
    code, out, err = explain("reorg_effect")
    assert (code, out) == (2, "")
    assert "what was published last tells nothing of reorg_effect: `baton run` builds it" in err


def test_the_integration_ratio_says_what_was_left_out_and_what_is_doubtful(
    db: duckdb.DuckDBPyConnection,
) -> None:
    db.execute("""
        create table integration_ratio as
        select 'by size' as method, '*' as stratum, '≥2' as dose, 'chain' as unit,
            true as has_mixed_signs, false as is_too_few
    """)
    db.execute("""
        create table chain as
        select
            number < 100 as is_unit, true as is_observed, null::varchar as epic_key, 'done' as state,
            case when number < 60 then 'chain' when number < 100 then 'integrated' else 'lost in triage' end
                as class,
            if(number between 60 and 99, null, 3) as size_at_start,
            if(number < 50, 1, 2) as landmark_team_count,
            2 as team_count
        from range(125) as unit (number)
    """)
    found = doubts(db, "integration_ratio")
    assert found[0].startswith("Hard work is given to several teams by its nature")
    assert found[1:] == [
        "40% have no estimate: they are compared by changed lines or by tickets.",
        "50% got teams after the first five business days, perhaps since they lasted.",
        "20% of all chains are not compared.",
        "By method 'by size' some strata have slower chains, and some faster ones.",
    ]


def test_a_reorganization_says_what_lies_across_it_and_how_little_would_be_missed(
    db: duckdb.DuckDBPyConnection,
) -> None:
    db.execute("""
        create table reorg_effect (
            began_on date, began_at timestamp, settled_at timestamp, team_names varchar, pre_weeks bigint,
            post_weeks bigint, verdict varchar, unknown_because varchar, placebo_count bigint, trend_p double,
            detectable_ratio double
        )
    """)
    moved = "insert into reorg_effect values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    first, second = datetime(2025, 6, 2), datetime(2025, 9, 1)
    effect = [8, 13, "no effect told", None, 30, 0.02, 0.7]
    db.execute(moved, [date(2025, 6, 2), first, first, "Data, Machine Learning", *effect])
    unknown = [None, None, "cannot be told", "too few weeks after", None, None, None]
    db.execute(moved, [date(2025, 9, 1), second, second, "Mobile", *unknown])
    assert doubts(db, "reorg_effect")[1:] == [
        "2025-09-01: nothing is compared: too few weeks after.",
        "2025-06-02: an effect that leaves more than 0.70 times the lead time would mostly be missed: "
        '"no effect told" is not "no effect".',
        "2025-06-02: its teams went another way than the others before it already (p = 0.02).",
        "2025-06-02: the reorganization of Mobile (2025-09-01) lies in the weeks that are compared.",
    ]


def test_a_mode_says_that_it_is_one_by_a_hair_and_was_another(db: duckdb.DuckDBPyConnection) -> None:
    db.execute("""
        create table interaction_mode as
        select
            quarter as quarter_starts_on, true as is_complete_quarter, 'a' as team_id, 'A' as team_name,
            'b' as other_team_id, 'B' as other_team_name, mode, null::varchar as unknown_because,
            if(mode = 'none of them', 'picked up late', null) as service_gap, served_share,
            20 as handed_item_count, 30 as item_count
        from (
            values (date '2025-01-01', 'X-as-a-service', 0.9), (date '2025-04-01', 'none of them', 0.79)
        ) as pair (quarter, mode, served_share)
    """)
    assert doubts(db, "interaction_mode")[1:] == [
        "A and B: none of them by a hair: 79 % were picked up within two weeks,"
        " and X-as-a-service takes 80 %.",
        "A and B had X-as-a-service in the quarter before.",
    ]


def test_a_platform_says_who_asks_most_and_what_it_does_not_keep(db: duckdb.DuckDBPyConnection) -> None:
    db.execute("""
        create table platform_service as
        select
            'all' as period, true as is_complete_period, 'plat' as team_id, 'Platform' as team_name,
            true as is_platform, false as is_candidate, 'platform' as demand_pattern, 60 as inbound_count,
            'Data' as largest_requester_team_name, 0.6 as largest_requester_share, 40 as done_count,
            60 as request_count, 16.0 as promised_business_hours, 0.85 as promised_share,
            0.7 as attainment_share, true as is_attainment_shown
    """)
    for pattern in ("few teams ask", "platform"):
        db.execute(
            "insert into platform_service by name "
            "select * replace ('quarter' as period, ? as demand_pattern) "
            "from platform_service where period = 'all'",
            [pattern],
        )
    assert doubts(db, "platform_service")[1:] == [
        "Platform: Data asks for 60 % of it: a service for one team rather than a platform.",
        "Platform: 40 of 60 requests were completed by it: what it did otherwise is not seen.",
        "Platform: it keeps what it promises in 70 % of requests, and promises 85 %.",
        "Platform: by itself a quarter looks otherwise: few teams ask (1 of 2).",
    ]
