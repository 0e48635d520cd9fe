"""What is said of integrated work: no more than the numbers carry."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import duckdb
import polars as pl

from assets.flow.unit.integration_ratio import ratios
from assets.table import tables
from tests.worlds.units import immortal, simulated

[CLAIM] = [table for table in tables("flow") if table.name == "integration_claim"]
WORK = simulated(seed=7, count=2_000, ratio=2)
NEVER = ("10x", "makes", "faster")
SMALL = ["1", "2"]


# Lead times after it as a multiple of before, with its interval, and the smallest gain that would be found.
FASTER = (
    datetime.date(2025, 3, 3),
    ["ds", "web"],
    ["web"],
    ["api", "app"],
    0.5,
    0.35,
    0.8,
    0.7,
    "faster",
    None,
)
SLOWER = (
    datetime.date(2025, 6, 2),
    ["api", "app", "etl"],
    ["x"],
    ["web"],
    1.6,
    1.2,
    2.1,
    0.7,
    "slower",
    None,
)
UNTOLD = (
    *(datetime.date(2024, 9, 2), ["ds", "etl", "ml", "web"], ["ml", "web"], ["api", "app"]),
    *(0.9, 0.6, 1.3, 0.55, "no effect told", None),
)
YOUNG = (
    *(datetime.date(2025, 11, 3), ["api", "ml"], ["ml"], None),
    *(None, None, None, None, "cannot be told", "too few weeks after"),
)
Merger = tuple[Any, ...]


def claim(
    work: pl.DataFrame, tax: float | None = 0.5, long_waits: float = 0.0, mergers: Sequence[Merger] = ()
) -> tuple[str | None, str]:
    """Level and sentence for some work, where the portfolio has this tax, and chains alone one of .75."""
    found = ratios(work)
    with duckdb.connect() as db:
        db.execute("create schema flow; create table flow.integration_ratio as from found")
        db.execute(
            "create table flow.portfolio_tax as select tax, tax + 0.1 as tax_with_platform, "
            "1 / (1 - tax) as bound, 1 / (1 - tax_with_platform) as bound_with_platform, "
            "$2::double as long_wait_share "
            "from (select $1::double as tax)",
            [tax, long_waits],
        )
        db.execute("create table flow.class_tax as select '≥2' as dose, 4.0 as bound")
        db.execute(
            """
            create schema core;
            create table core.team as
            select team_id, upper(team_id) as name
            from (select unnest(['api', 'app', 'ds', 'etl', 'ml', 'web']) as team_id);
            create table flow.integrating_wave (
                wave_on date, former_team_ids varchar[], became_team_ids varchar[]
            );
            create table flow.reorg_effect (
                wave_on date, compared_team_ids varchar[], ratio double, ratio_low double, ratio_high double,
                detectable_ratio double, verdict varchar, unknown_because varchar
            );
            -- What merged no teams is none of it, though it made its teams faster.
            insert into flow.reorg_effect values ('2024-01-01', ['ml'], .3, .2, .4, .5, 'faster', null)
            """
        )
        for wave_on, former, became, *effect in mergers:
            db.execute("insert into flow.integrating_wave values (?, ?, ?)", [wave_on, former, became])
            db.execute("insert into flow.reorg_effect values (?, ?, ?, ?, ?, ?, ?, ?)", [wave_on, *effect])
        CLAIM.build(db)
        [(level, sentence)] = db.sql("from flow.integration_claim").fetchall()
    assert found.height
    assert not any(word in sentence for word in NEVER)
    return level, sentence


def test_a_ratio_that_holds_in_all_sizes_is_an_association_with_a_bound() -> None:
    level, sentence = claim(simulated(seed=7, count=10_000, ratio=2))
    assert level == "L2"
    words, bound, rest = sentence.split(". ")[0], sentence.split(". ")[1], sentence.split(". ")[2:]
    assert words.startswith("Chains took 2.")
    assert "times as long as integrated work, " in words
    assert "after matching on size and type" in words
    assert "; without matching 3." in words
    assert bound == (
        "Of the time of all work 50 % was waiting between teams (60 % with platform teams): even without any "
        "of it, all work together would be at most 2.0 times as fast (2.5 times), and chains at most 4.0 "
        "times."
    )
    assert rest == []


def test_forgotten_waits_are_said_beside_the_bound() -> None:
    _, sentence = claim(simulated(seed=7, count=2_000, ratio=2), long_waits=0.4)
    assert sentence.endswith(
        "40 % of this waiting is in handoffs open for more than 13 weeks: look whether they are forgotten."
    )


def test_without_a_known_tax_there_is_no_bound() -> None:
    level, sentence = claim(simulated(seed=7, count=2_000, ratio=2), tax=None)
    assert level == "L1"
    assert "waiting" not in sentence


def test_an_interval_with_one_in_it_may_be_no_difference() -> None:
    level, sentence = claim(
        simulated(seed=12, count=2_000, ratio=1)
        .with_columns(size_bucket=pl.lit("1"))
        .filter(pl.col("unit_number") % 2 == 0)
        .with_columns(team_count=1 + pl.col("unit_number") // 2 % 2)
    )
    assert level == "L2"
    assert ": that may be no difference" in sentence


def test_where_no_size_has_both_classes_the_ratio_is_a_description() -> None:
    is_small = pl.col("size_bucket").is_in(SMALL)
    work = simulated(seed=7, count=2_000, ratio=2).filter(is_small == (pl.col("team_count") == 1))
    level, sentence = claim(work)
    assert level == "L0"
    assert "which no matching on size has confirmed" in sentence


def test_where_sizes_disagree_no_number_is_said() -> None:
    factor = pl.when(pl.col("team_count") == 1).then(1).when(pl.col("size_bucket").is_in(SMALL)).then(3)
    work = simulated(seed=5, count=4_000, ratio=1)
    level, sentence = claim(work.with_columns(pl.col("hours") * factor.otherwise(1 / 3)))
    assert level is None
    assert sentence.startswith("Whether chains take longer cannot be told in one number")


def test_too_few_pieces_of_work_carry_no_number() -> None:
    level, sentence = claim(simulated(seed=5, count=30, ratio=2))
    assert level is None
    assert sentence.startswith("Whether chains take longer cannot be told: too few of them")


def test_what_is_left_after_the_landmark_is_said_beside_the_ratio() -> None:
    """All of it is of one size; teams came because it lasted."""
    _, sentence = claim(immortal(seed=3, count=20_000))
    assert "; by the teams of the first five business days, what was left took 1.0 times as long" in sentence


def test_means_speak_where_too_few_have_ended_for_a_median() -> None:
    level, sentence = claim(simulated(seed=8, count=4_000, ratio=400))
    assert level == "L2"
    assert "after matching on size, by means up to 13 weeks" in sentence


def test_a_bound_of_ten_times_takes_a_tax_of_ninety_percent() -> None:
    work = simulated(seed=7, count=2_000, ratio=2)
    assert "(90 % with platform teams)" in claim(work, tax=0.8)[1]
    assert "(10.0 times)" in claim(work, tax=0.8)[1]
    assert "at most 1.0 times as fast" in claim(work, tax=0.0)[1]


def test_without_a_merger_nobody_knows_whether_several_teams_are_the_reason() -> None:
    level, sentence = claim(WORK)
    assert level == "L2"
    assert (
        "; whether several teams are the reason, no reorganization can tell: none made one team of several "
        "that handed work to each other. Of the time of all work " in sentence
    )


def test_a_merger_with_an_effect_carries_the_third_level() -> None:
    level, sentence = claim(WORK, mergers=[FASTER])
    assert level == "L3"
    assert (
        ". Where DS and WEB became one team (week of 2025-03-03), work took 0.50 times as long as before "
        "(0.35 to 0.80), next to 2 teams that went on as they were: less, and hardly by chance. Of the time "
        "of all work " in sentence
    )
    assert "no reorganization can tell" not in sentence


def test_a_merger_that_made_work_slower_is_said_as_well() -> None:
    level, sentence = claim(WORK, mergers=[SLOWER])
    assert level == "L3"
    assert (
        ". Where API, APP and ETL became one team (week of 2025-06-02), work took 1.60 times as long as "
        "before (1.20 to 2.10), next to one team that went on as they were: more, and hardly by chance. "
        in sentence
    )


def test_a_merger_that_cannot_be_told_carries_no_third_level() -> None:
    level, sentence = claim(WORK, mergers=[YOUNG])
    assert level == "L2"
    assert (
        "; whether several teams are the reason, no reorganization can tell: where API and ML became one "
        "team (week of 2025-11-03), too few weeks after. " in sentence
    )


def test_a_merger_without_a_told_effect_is_said_and_carries_no_third_level() -> None:
    level, sentence = claim(WORK, mergers=[UNTOLD])
    assert level == "L2"
    assert (
        "no reorganization can tell: where DS, ETL, ML and WEB became 2 teams (week of 2024-09-02), work "
        "took 0.90 times as long as before (0.60 to 1.30), next to 2 teams that went on as they were: no "
        "more than what happens without a reorganization; only a fall below 0.55 would have been found four "
        "times in five. " in sentence
    )


def test_all_mergers_are_said_beside_the_one_that_helped() -> None:
    level, sentence = claim(WORK, mergers=[FASTER, UNTOLD, YOUNG, SLOWER])
    assert level == "L3"
    places = [sentence.index(f"(week of {merger[0]})") for merger in (UNTOLD, FASTER, SLOWER)] + [
        sentence.index(". What another such merger did cannot be told. Of the time of all work ")
    ]
    assert places == sorted(places)


def test_a_merger_lifts_no_claim_that_does_not_hold_by_itself() -> None:
    """It is one reorganization of one organization: what of all chains is unknown, stays so."""
    level, sentence = claim(WORK, tax=None, mergers=[FASTER])
    assert (level, "2025-03-03" in sentence) == ("L1", False)
    assert claim(simulated(seed=5, count=30, ratio=2), mergers=[FASTER])[0] is None


def test_a_regression_that_does_not_agree_is_said() -> None:
    """It knows of priorities, and matching does not: these are what makes the chains of this world slow."""
    work = simulated(seed=13, count=8_000, ratio=1)
    assert "regression" not in claim(work)[1]
    is_low = (pl.col("team_count") > 1) == (pl.col("unit_number") % 4 > 0)
    longer = pl.when(is_low).then(3.0).otherwise(1.0)
    work = work.with_columns(
        priority=pl.when(is_low).then(pl.lit("Low")).otherwise("priority"),
        hours=pl.col("hours") * longer,
        follow_up=pl.col("follow_up") * longer,
    )
    _, sentence = claim(work)
    assert sentence.startswith("Chains took 1.")
    assert "; a regression on size, type, priority and quarter does not agree: 1.0 times, " in sentence
