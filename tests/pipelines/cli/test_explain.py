"""`baton explain` on the worked example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.server.server import serve
from pipelines.cli.chain_comparison import comparison
from tests.pipelines.cli.explaining import Explain, lines
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.night import Home


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("explain")
    with serve(golden_world(), AS_OF) as sandbox:
        Home(directory).run(sandbox, golden_organization())
    yield directory


def test_an_old_key_tells_the_story_of_the_ticket(explain: Explain) -> None:
    code, out, _ = explain("prod-1")
    assert code == 0
    assert lines(out)[0].startswith("TRI-1 (ticket, earlier PROD-1) https://")

    told = lines(out)
    assert (
        "2025-03-05 20:00:00 2025-03-07 19:00:00 UNOWNED nothing decides 1000101 in triage: nobody has it"
        in told
    )
    assert "2025-03-07 19:00:00 2025-03-12 18:00:00 ML Team field 1000102 handoff 1" in told
    assert "Handoff 1: PROD → ML transfer_via_triage, first, by D2: picked up" in told
    assert "touched 2025-03-10 15:30:00 event 1000104" in told
    assert "wait 115.5 h, 20.5 h of the receiver's working time, of which 47.0 h with nobody" in told
    assert "\x1b" not in out


def test_a_bounce_and_a_resend_are_told_with_their_rungs(explain: Explain) -> None:
    told = lines(explain("DATA-1")[1])
    assert "2025-03-06 10:30:00 2025-03-06 20:00:00 ML status 1000501 handoff 2" in told
    heads = [line for line in told if line.startswith("Handoff ")]
    assert heads == [
        "Handoff 1: ML → DATA request, first, by D3, D4: picked up, work returned unstarted",
        "Handoff 2: DATA → ML transfer, bounce, by D1: picked up, work returned unstarted",
        "Handoff 3: ML → DATA transfer, resend, by D1: picked up",
    ]


def test_a_relabel_says_why_it_is_no_handoff(explain: Explain) -> None:
    told = lines(explain("ML-3")[1])
    why = "whoever has it changed team: a relabel, no handoff"
    assert f"2025-03-24 04:00:00 2025-03-31 03:30:00 PROD assignee {why}" in told
    assert "No handoffs." in told


def test_a_pull_request_tells_who_was_asked(explain: Explain) -> None:
    told = lines(explain("golden/app#101")[1])
    assert [line for line in told if line.startswith("2025-") and "handoff" in line] == [
        f"{moment} golden/app#101 PROD PLAT {event} handoff {number}"
        for moment, event, number in (
            ("2025-03-27 18:00:00", "RRE_AAAAAYqL", 1),
            ("2025-03-31 15:30:00", "RRE_AAAAAYqP", 2),
        )
    ]
    assert "wait 86.0 h, 9.0 h of the receiver's working time" in told


def test_a_ticket_tells_of_its_pull_requests_and_of_what_it_waited_for(explain: Explain) -> None:
    told = lines(explain("PROD-3")[1])
    assert "Handoff 1 on golden/app#101: PROD → PLAT review, first, by D6: picked up" in told
    at = told.index("Chain PROD-3 (done)")
    assert told[at + 1].startswith(
        "144.0 h, 0.0 h of them waiting between teams (0%; 71% with platform teams)"
    )
    assert told[at + 2 : at + 4] == ["PROD-3 (this) 0 handoffs", "golden/app#101 2 handoffs"]
    assert any("DATA → ML delivery of DATA-1, return" in line for line in lines(explain("ML-1")[1]))
    told = lines(explain("DATA-1")[1])
    at = told.index("Chain ML-1 (done)")
    assert told[at + 2 : at + 4] == ["ML-1 1 handoff", "DATA-1 (this) blocks it 3 handoffs closed last"]


def test_a_chain_says_with_what_it_is_compared(explain: Explain) -> None:
    told = lines(explain("ML-1")[1])
    at = told.index("In integration_ratio it is a chain of 2 teams, of size 5 (its estimate was 5).")
    assert told[at + 1] == (
        "Of that size there is too little work of both kinds to compare (chains: 1, integrated: 1)."
    )
    told = lines(explain("ML-4")[1])
    at = told.index("In integration_ratio it is integrated work (one team), of size 2 (its estimate was 2).")
    assert told[at + 1] == "It was not completed: it counts as work that takes at least so long."


@pytest.mark.parametrize(
    ("chain", "why"),
    [
        ({"is_observed": False}, "it began before the history of all sources is complete"),
        ({"class": "lost in triage"}, "it lay, or lies, where nobody took it"),
        ({"class": "platform only"}, "only shared platform teams had it"),
        ({"lead_hours": 0.05}, "it was closed within five minutes of its creation: written down afterwards"),
        ({"epic_key": "WEB-1"}, "epics are compared, and this one is in WEB-1"),
        ({}, "epics are compared, and this one is in none"),
    ],
)
def test_a_chain_says_why_it_is_not_compared(chain: dict[str, Any], why: str) -> None:
    unit = {"is_unit": False, "is_observed": True, "class": "chain", "epic_key": None, "lead_hours": 9.0}
    assert comparison(unit | chain) == [f"Not compared in integration_ratio: {why}."]


def test_a_chain_says_how_much_longer_such_work_takes_and_that_teams_may_have_come_late() -> None:
    chain = {
        "is_unit": True,
        "class": "chain",
        "state": "done",
        "team_count": 3,
        "landmark_team_count": 1,
        "size_bucket": "3+ tickets",
        "size_at_start": None,
        "is_size_ratio_shown": True,
        "size_chain_count": 1403,
        "size_integrated_count": 431,
        "size_ratio": 2.56,
        "size_ratio_low": 2.19,
        "size_ratio_high": 3.0,
    }
    assert comparison(chain) == [
        "In integration_ratio it is a chain of 3 teams, of size 3+ tickets (without an estimate).",
        "2 of its 3 teams came after the first five business days: perhaps since it lasted.",
        "Of that size 1,403 chains took 2.6 times as long as 431 pieces of integrated work, 2.2 to 3.0.",
    ]


def test_the_integration_ratio_tells_from_which_work_it_comes(explain: Explain) -> None:
    code, out, _ = explain("integration_ratio")
    told = lines(out)
    assert code == 0
    assert told[:2] == ["Integrated work against chains", "Compared are chains."]
    assert told[2].startswith("Whether chains take longer cannot be told")
    assert "by size ≥2 4 2 2.03 ? ? not to be quoted" in told
    assert "done by chains done open or given up without estimate got teams late" in told
    assert "several teams 5 3 2 0 0" in told
    assert "one team 4 3 1 0 0" in told
    assert "ML-1 2 413.0 done 57%" in told
    assert "33% are open, cancelled or gone: they count as work that takes at least so long." in told


def test_the_integration_ratio_is_told_as_json_too(explain: Explain) -> None:
    answer = json.loads(explain("integration_ratio", "--json")[1])
    assert {row["done_by"]: row["chains"] for row in answer["units"]} == {"several teams": 5, "one team": 4}
    assert answer["is_complete"]
    assert answer["as_of"] == "2025-04-04T16:00:00Z"


@pytest.mark.parametrize(
    ("name", "sentence", "doubt"),
    [
        (
            "reorg_effect",
            "No reorganization is known: by the organization file there was no week in which three people or",
            "Whatever else changed for these teams at that time counts as an effect of it; a date alone",
        ),
        (
            "merge_option",
            "No clear merge: the best partition comes out the same in 76% of resamples, and 80% are needed.",
            "Groups have at most 4 people (organization file: merges.largest_team): another limit, another",
        ),
        (
            "ml_distance",
            "ML, all of history: of 5 tickets that it first owned 20 % go back to users (customers 20 %,",
            "ML, all of history: users' reports acted on: 1; it takes 10 for a median that can be shown.",
        ),
        (
            "independence_week",
            "Pull requests merged in 2025-W13 (from 2025-03-24): 1, 0 of them without another team (0 %).",
            "Fewer than 10 deployed pull requests in four weeks, so no lead time: All teams, DATA,",
        ),
        (
            "platform_service",
            "PLAT is a shared platform by the organization file; whether it looks like one cannot be told",
            "DATA: requests to it: 4; it takes 20 to say what it looks like.",
        ),
        (
            "interaction_mode",
            "In the quarter from 2025-01-01 (not complete), of 4 pairs of teams 0 collaborate",
            "Of 4 of 4 pairs the mode cannot be told: fewer than 20 work items.",
        ),
    ],
)
def test_an_answer_from_a_few_tickets_says_that_it_cannot_tell(
    name: str, sentence: str, doubt: str, explain: Explain
) -> None:
    code, out, _ = explain(name)
    told = lines(out)
    assert code == 0
    assert told[1].startswith(sentence)
    assert any(line.startswith(doubt) for line in told[told.index("Doubts") :])


def test_a_review_inside_the_team_is_none(explain: Explain) -> None:
    answer = json.loads(explain("golden/models#102", "--json")[1])
    [item] = answer["items"]
    assert [row["verdict"] for row in item["review_requests"]] == ["same_team"]
    assert item["handoffs"] == []


def test_json_has_the_same_and_a_handoff_id_names_its_item(explain: Explain) -> None:
    answer = json.loads(explain("jira:ticket:10001:1000101", "--json")[1])
    [item] = answer["items"]
    assert item["item"]["work_item_key"] == "TRI-1"
    assert [row["verdict"] for row in item["ownership"]] == ["intake", "nobody", "handoff", "closed"]
    assert item["handoffs"][0]["touched_at"] == "2025-03-10T15:30:00Z"


def test_an_unknown_item_ends_with_what_looks_like_it(explain: Explain) -> None:
    code, out, err = explain("DATA-11")
    assert (code, out) == (2, "")
    assert "nothing is called 'DATA-11'" in err
    assert "did you mean DATA-1, DATA-2, DATA-3" in err


def test_the_published_ledger_has_no_gaps(directory: Path) -> None:
    home = Home(directory)
    query = """
        select ticket_key from (
            select *, lead(from_at) over (partition by source, ticket_id order by from_at) as next_at
            from ownership
        )
        where to_at is distinct from next_at
    """
    assert home.sql(query) == []
