"""The worked example in money: by the organization's own rate, and not at all without one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.worlds.golden import AS_OF, GOLDEN, golden_organization, golden_world
from tests.worlds.night import Home

RATE = 95.5
# Working hours that chains waited between teams, by the hand arithmetic of the example: H2 to H5, H6, H9, H1.
WAITS = {"ML-1": 3 + 5.5 + 16.5 + 17, "ML-2": 40, "DATA-3": 45, "TRI-1": 20.5}
CANCELLED = {"DATA-2": 40}
SAVED = GOLDEN["expected"]["reorg_whatif"]["saved_bh_range"]
MONEY = {
    "chain": ["wait_cost", "currency"],
    "integration_ratio": ["wait_cost", "currency"],
    "merge_option": ["saved_cost", "saved_low_cost", "saved_high_cost", "currency"],
}


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("rated"))
    organization = yaml.safe_load(golden_organization())
    costs = {"costs": {"per_waited_hour": RATE, "currency": "CHF"}}
    with serve(golden_world(), AS_OF) as sandbox:
        home.run(sandbox, yaml.safe_dump(organization | costs))
    yield home


@pytest.mark.parametrize("table", MONEY)
def test_without_a_rate_there_is_no_money(home: Home, table: str) -> None:
    found = home.sql(f"select {', '.join(MONEY[table])} from {table}")
    assert {value for row in found for value in row} == {None}


def test_a_chain_costs_what_it_waited(rated: Home) -> None:
    found = dict(rated.sql("select root_ticket_key, wait_cost from chain where wait_business_hours > 0"))
    expected = {key: hours * RATE for key, hours in (WAITS | CANCELLED).items()}
    assert found == pytest.approx(expected, abs=1e-6)
    assert rated.sql("select distinct currency from chain") == [("CHF",)]


def test_the_portfolio_costs_what_is_done_or_open_waited(rated: Home) -> None:
    [row] = rated.sql(
        "select wait_business_hours, wait_cost, currency from integration_ratio where method = 'portfolio'"
    )
    assert row == (pytest.approx(147.5), pytest.approx(147.5 * RATE), "CHF")
    assert rated.sql("select count(wait_cost) from integration_ratio") == [(1,)]


def test_what_a_merger_would_have_saved_is_a_range_in_money_too(rated: Home) -> None:
    [row] = rated.sql(
        "select saved_cost, saved_low_cost, saved_high_cost, currency from merge_option where group_id = '*'"
    )
    assert row == (None, pytest.approx(SAVED[0] * RATE), pytest.approx(SAVED[1] * RATE), "CHF")


def test_money_has_a_unit_of_its_own_in_the_catalog(home: Home) -> None:
    found = home.sql("select distinct unit from metric_catalog where column_name like '%\\_cost' escape '\\'")
    assert found == [("currency",)]


def test_a_what_if_question_is_answered_in_money_where_there_is_a_rate(
    home: Home, rated: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    def told(of: Home) -> str:
        with pytest.raises(SystemExit) as end:
            main(["whatif", "merge", "DATA", "ML", "--home", str(of.data.parent)])
        assert not end.value.code
        return " ".join(capfd.readouterr().out.split())

    assert "CHF a quarter, at your rate of 95.5 CHF for an hour that one piece of work waits" in told(rated)
    assert "cost" not in told(home)
