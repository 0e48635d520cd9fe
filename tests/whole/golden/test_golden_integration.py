"""The worked example's integrated work against its chains, and what it could gain: every value."""

from __future__ import annotations

import math
from statistics import median

import pytest

from tests.worlds.golden import GOLDEN, KEYS
from tests.worlds.night import Home

EXPECTED = GOLDEN["expected"]["integrated_vs_chain"]
TAX = GOLDEN["expected"]["handoff_tax"]
UNIT = {
    "class": "class",
    "teams": "team_count",
    "teams_incl_platform": "team_count_with_platform",
    "outcome": "state",
    "lead_h": "lead_hours",
    "size": "size_at_start",
}
CLASSES = {
    "n_chain": "chain_count",
    "n_integrated": "integrated_count",
    "km_median_chain": "median_chain_hours",
    "km_median_integrated": "median_integrated_hours",
    "ratio": "ratio",
}


def row_of(home: Home, method: str, stratum: str, columns: list[str]) -> tuple[object, ...]:
    [row] = home.sql(
        f"select {', '.join(columns)} from integration_ratio "
        f"where method = '{method}' and stratum = '{stratum}' and dose = '≥2'"
    )
    return tuple(row)


def test_what_is_compared_are_the_chains_of_the_example(home: Home) -> None:
    found = home.sql("select root_ticket_key from chain where is_unit order by all")
    assert [key for (key,) in found] == sorted(KEYS.get(key, key) for key in EXPECTED["units"])
    assert home.sql("select distinct unit from integration_ratio where unit is not null") == [("chain",)]


@pytest.mark.parametrize("key", EXPECTED["units"])
def test_a_unit_of_the_example(home: Home, key: str) -> None:
    [row] = home.sql(
        f"select {', '.join(UNIT.values())} from chain where root_ticket_key = '{KEYS.get(key, key)}'"
    )
    expected = EXPECTED["units"][key]
    assert dict(zip(UNIT, row, strict=True)) == {name: pytest.approx(expected[name]) for name in UNIT}


def test_the_raw_ratio_of_the_example(home: Home) -> None:
    names = ["km_median_chain", "km_median_integrated", "ratio"]
    found = row_of(home, "raw", "*", [CLASSES[name] for name in names])
    assert found == pytest.approx(tuple(EXPECTED[name] for name in names), abs=1e-6)


@pytest.mark.parametrize("size", EXPECTED["strata"])
def test_the_ratio_of_a_size_of_the_example(home: Home, size: str) -> None:
    expected = EXPECTED["strata"][size]
    found = row_of(home, "by size", size, list(CLASSES.values()))
    assert found == pytest.approx(tuple(expected[name] for name in CLASSES), abs=1e-6)


def test_the_ratio_by_size_of_the_example(home: Home) -> None:
    found = row_of(home, "by size", "*", ["ratio", "is_too_few", "is_shown", "ratio_low", "claim_level"])
    ratio = pytest.approx(EXPECTED["size_stratified_ratio"], abs=1e-6)
    assert found == (ratio, EXPECTED["insufficient_n"], False, None, None)


def test_no_other_size_of_the_example_has_both_classes(home: Home) -> None:
    known = (
        "select stratum from integration_ratio where method = 'by size' and dose = '≥2' and ratio is not null"
    )
    assert {stratum for (stratum,) in home.sql(known)} == {"*", *EXPECTED["strata"]}


def test_sizes_at_the_end_and_finished_work_alone_mislead(home: Home) -> None:
    """What the example calls a trap, by a median between two neighbours: 1.558 in place of 2.028."""
    finished = home.sql(
        "select points, chain.lead_hours, class from chain inner join work_item "
        "on work_item_key = root_ticket_key where chain.state = 'done' and is_unit"
    )
    logs, weights = [], []
    for size in {size for size, *_ in finished}:
        chains, integrated = (
            [hours for points, hours, name in finished if (points, name) == (size, class_)]
            for class_ in ("chain", "integrated")
        )
        if chains and integrated:
            weights.append(len(chains) * len(integrated) / (len(chains) + len(integrated)))
            logs.append(math.log(median(chains) / median(integrated)))
    pooled = sum(weight * log for weight, log in zip(weights, logs, strict=True)) / sum(weights)
    assert math.exp(pooled) == pytest.approx(1.558, abs=1e-3)


def test_what_the_portfolio_of_the_example_could_gain(home: Home) -> None:
    columns = [
        f"{name}{which}{platform}"
        for which in ("", "_finished_only")
        for platform in ("", "_with_platform")
        for name in ("handoff_tax", "speed_up_bound")
    ]
    [row] = home.sql(f"select {', '.join(columns)} from integration_ratio where method = 'portfolio'")
    expected = [
        TAX[name][column + platform]
        for name in ("portfolio", "portfolio_finished_only")
        for platform in ("", "_incl_platform")
        for column in ("wall", "speedup_bound")
    ]
    assert row == pytest.approx(tuple(expected), abs=1e-6)


def test_what_may_be_said_of_the_example(home: Home) -> None:
    """Nine pieces of work carry no claim but the bound."""
    [(level, sentence)] = home.sql(
        "select claim_level, sentence from integration_ratio where method = 'portfolio'"
    )
    assert level is None
    assert sentence.startswith("Whether chains take longer cannot be told: too few of them")
    assert "35 % was waiting between teams (40 % with platform teams)" in sentence
    assert "at most 1.5 times as fast (1.7 times)" in sentence
