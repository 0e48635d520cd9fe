"""`baton whatif` on the worked example."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.places import Places
from connectors.sandbox.server.server import serve
from connectors.warehouse import Warehouse
from pipelines.cli.main import main
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.night import Home

WhatIf = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("whatif"))
    with serve(golden_world(), AS_OF) as sandbox:
        home.run(sandbox, golden_organization())
    yield home


@pytest.fixture
def whatif(home: Home, capfd: pytest.CaptureFixture[str]) -> WhatIf:
    def whatif(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["whatif", *arguments, "--home", str(home.data.parent)])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return whatif


def answer(whatif: WhatIf, *arguments: str) -> dict[str, Any]:
    code, out, _ = whatif(*arguments, "--json")
    assert code == 0
    return dict(json.loads(out))


def test_a_merger_tells_what_the_teams_waited_for_each_other_and_who_waits_on(whatif: WhatIf) -> None:
    found = answer(whatif, "merge", "DATA", "ML")
    assert found["wait_business_hours"] == pytest.approx(122)
    assert (found["handoff_count"], found["people_count"], found["largest_team_count"]) == (6, 3, 4)
    # PROD waited 45 hours for DATA, and 20.5 for ML.
    assert found["third_team_business_hours"] == pytest.approx(65.5)
    assert (found["third_team_count"], found["third_team_handoff_count"]) == (1, 2)
    assert found["window_from"] == "2025-03-03T05:00:00Z"


def test_what_a_merger_saves_has_an_interval_and_a_basis(whatif: WhatIf) -> None:
    found = answer(whatif, "merge", "ml", "data")
    quarter = found["saved_business_hours_per_quarter"]
    by_weeks = 13 / found["window_weeks"]
    # A quarter and three quarters of 122 hours lie within: other work could have come.
    assert quarter["estimate"] is None
    assert quarter["low"] < 30.5 * by_weeks < 91.5 * by_weeks < quarter["high"]
    assert {
        (team["basis"], team["saved_share_low"], team["saved_share_high"]) for team in found["teams"]
    } == {("assumed", 0.25, 0.75)}


def test_the_lead_times_of_chains_move_by_their_critical_waits(whatif: WhatIf) -> None:
    """ML-1 and ML-2 waited 235 and 165 of 413 and 265 hours between ML and DATA."""
    found = answer(whatif, "merge", "DATA", "ML")["lead_times"]
    assert found["chain_count"] == 2
    assert found["p50_hours"] == pytest.approx((413 + 265) / 2)
    low, high = ((413 - share * 234.5 + 265 - share * 165) / 2 for share in (0.75, 0.25))
    assert [found["p50_low_hours"], found["p50_high_hours"]] == pytest.approx([low, high])


def test_a_merger_is_told_in_words_with_what_is_not_known(whatif: WhatIf) -> None:
    code, out, _ = whatif("merge", "DATA", "PROD")
    told = " ".join(out.split())
    assert code == 0
    assert "DATA with PROD, in the 5 weeks to 2025-04-04 16:00 UTC" in told
    assert "size 4 people; largest_team is 4" in told
    assert "waited 45 working hours for each other, 1 handoff" in told
    assert "25% to 75% of them saved is assumed" in told
    assert "Not known: how long the new team takes to find itself" in told


def test_a_shared_platform_and_a_team_that_is_too_large_are_doubts(whatif: WhatIf) -> None:
    doubts = answer(whatif, "merge", "PROD", "DATA", "PLAT")["doubts"]
    assert any(doubt.startswith("PLAT is a shared platform") for doubt in doubts)
    assert any(doubt.startswith("5 people are more than merges.largest_team, 4") for doubt in doubts)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["merge", "DATTA", "ML"], "no team is called 'DATTA' as of the last run: did you mean DATA?"),
        (
            ["merge", "data", "xyz"],
            "no team is called 'xyz' as of the last run: teams are DATA, ML, PLAT, PROD",
        ),
        (["merge", "ML", "ml"], "name two teams or more that are not the same"),
        (["move", "cy", "DAT"], "no team is called 'DAT' as of the last run: did you mean DATA?"),
        (
            ["move", "bob", "DATA"],
            "the organization file has no person 'bob': people are named there by their ids",
        ),
        (
            ["move", "cy", "DATA", "--from", "2025-05-01"],
            "--from 2025-05-01 is not before the last run's 2025-04-04",
        ),
    ],
)
def test_what_is_not_known_ends_with_exit_code_2_and_what_to_do(
    whatif: WhatIf, arguments: list[str], message: str
) -> None:
    code, out, err = whatif(*arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_without_a_run_there_is_nothing_to_answer_from(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["whatif", "merge", "DATA", "ML", "--home", str(tmp_path)])
    assert end.value.code == 2
    assert "run `baton run` first" in capfd.readouterr().err


def test_somebody_who_stays_where_they_are_changes_nothing(whatif: WhatIf) -> None:
    found = answer(whatif, "move", "cy", "ML")
    assert found["all_handoff_count"] == 10
    assert found["pairs"] == []
    assert found["inside_handoff_count"] == found["between_handoff_count"] == 0


def test_what_somebody_asked_their_new_team_for_is_within_it(whatif: WhatIf) -> None:
    """Ana of PROD asked DATA for DATA-3 (45 hours), gave PROD-1 to ML (20.5), and PLAT two reviews (9.5)."""
    found = answer(whatif, "move", "ana", "DATA")
    assert (found["team_before_id"], found["team_id"]) == ("PROD", "DATA")
    assert (found["inside_handoff_count"], found["inside_business_hours"]) == (1, pytest.approx(45))
    assert (found["redirected_handoff_count"], found["redirected_business_hours"]) == (3, pytest.approx(30))
    reviews = [pair for pair in found["pairs"] if pair["to_team"] == "PLAT"]
    assert [(pair["from_team"], pair["would_be_handoff_count"]) for pair in reviews] == [
        ("PROD", 0),
        ("DATA", 2),
    ]


def test_a_move_from_a_date_on_leaves_what_was_before(whatif: WhatIf) -> None:
    """The last of the three was on 1 April."""
    found = answer(whatif, "move", "ana", "DATA", "--from", "2025-03-31")
    assert found["since"] == "2025-03-31T04:00:00Z"
    assert found["inside_handoff_count"] == 0
    assert found["redirected_handoff_count"] == 1


def test_a_move_is_told_in_words_and_names_nobody_else(whatif: WhatIf) -> None:
    code, out, _ = whatif("move", "ana", "DATA")
    told = " ".join(out.split())
    assert code == 0
    assert "ana in DATA from 2025-03-03 on (now in PROD), as of 2025-04-04 16:00 UTC" in told
    assert "inside 1 handoff (45 working hours) would have been within one team" in told
    assert "This is a recount, no estimate" in told
    assert not {"bo", "cy", "di", "ed", "fay"} & set(told.split())


def test_a_copy_of_the_warehouse_is_gone_afterwards(whatif: WhatIf, home: Home) -> None:
    before = home.warehouse_sql("select count(*) from core.team_member where team_id = 'DATA'")
    answer(whatif, "move", "cy", "DATA")
    assert home.warehouse_sql("select count(*) from core.team_member where team_id = 'DATA'") == before
    assert list(home.data.glob("whatif-*")) == []


def test_a_run_that_goes_on_is_waited_for_by_nobody(whatif: WhatIf, home: Home) -> None:
    with Warehouse(Places(home.data)).hold("run 1"):
        code, _, err = whatif("move", "cy", "DATA")
    assert code == 4
    assert "is held by run 1" in err
