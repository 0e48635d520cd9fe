"""One odd record costs one record: it is skipped with its reason, and everything else is there."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.jira.pull import pull
from connectors.jira.records import instant
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.sandbox.jira.access import TOKEN, USER
from connectors.sandbox.jira.site import POINTS_FIELD
from connectors.sandbox.server.server import Sandbox, serve
from connectors.transport import rate_limit
from tests.worlds.small_world import END, small_world

Json = dict[str, Any]
TICKET = "20001"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "FIRST_WAIT_SECONDS", 0.01)


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(small_world(), END) as running:
        yield running


@pytest.fixture(params=["cloud", "data center"])
def site(request: pytest.FixtureRequest, sandbox: Sandbox) -> JiraSource:
    if request.param == "cloud":
        return JiraSource("site", sandbox.jira_url, USER, TOKEN, projects=("DATA",))
    return JiraSource("site", sandbox.data_center_url, "reader", TOKEN, projects=("DATA",))


def data(outcome: SourceOutcome) -> ScopeOutcome:
    return next(scope for scope in outcome.scopes if scope.name == "DATA")


def rows(landing: Landing, stream: str) -> list[Json]:
    return [row for path in landing.files(stream) for row in pq.read_table(path).to_pylist()]


def skipped(landing: Landing) -> dict[str, str]:
    """Reasons by stream and id, of what is skipped now."""
    newest = {row["id"]: row["payload"] for row in rows(landing, "skipped")}
    found = [json.loads(payload) for payload in newest.values() if payload is not None]
    return {f"{one['stream']} {one['id']}": one["reason"] for one in found}


def of_ticket(change: Callable[[Json], object]) -> Callable[[Json], Json]:
    """What makes a ticket's fields odd wherever they come."""

    def changed(answer: Json) -> Json:
        for issue in answer.get("issues", []):
            if issue["id"] == TICKET:
                change(issue["fields"])
        return answer

    return changed


def make_odd(sandbox: Sandbox, change: Callable[[Json], object]) -> None:
    for route in ("*/issue/bulkfetch", "*/rest/api/2/search"):
        sandbox.fail(route, "changed", 100, change=of_ticket(change))


def make_first_odd(sandbox: Sandbox, field: str, **odd: Any) -> None:
    """Make the first of a ticket's comments or worklogs odd, in the ticket and in the list of its own."""

    def change(answer: Json) -> Json:
        answer[f"{field}s"][0].update(odd)
        return answer

    make_odd(sandbox, lambda fields: field in fields and change(fields[field]))
    sandbox.fail(f"*/issue/{TICKET}/{field}", "changed", 100, change=change)


def test_a_comment_of_the_year_before_all_calendars_costs_that_comment(
    sandbox: Sandbox, site: JiraSource, landing: Landing
) -> None:
    whole = pull(site, Landing(landing._root.parent / "whole"))
    make_first_odd(sandbox, "comment", created="0001-01-01T00:00:00.000+0100")
    outcome = data(pull(site, landing))
    assert outcome.state == "partial"
    assert list(skipped(landing).values()) == [
        "holds what cannot be kept: 0001-01-01T00:00:00.000+0100 is no date of 1970 to 2099"
    ]
    comment_count = data(whole).counts["jira_comment"].new
    assert len(rows(landing, "jira_comment")) == comment_count - 1 > 10
    assert {stream: one.new for stream, one in outcome.counts.items() if stream == "jira_issue"} == {
        "jira_issue": data(whole).counts["jira_issue"].new
    }


def test_a_worklog_that_began_after_all_calendars_costs_that_worklog(
    sandbox: Sandbox, site: JiraSource, landing: Landing
) -> None:
    make_first_odd(sandbox, "worklog", started="+292278994-08-17T07:12:55.807+0000")
    assert data(pull(site, landing)).state == "partial"
    assert list(skipped(landing).values()) == [
        "holds what cannot be kept: +292278994-08-17T07:12:55.807+0000 is no date of 1970 to 2099"
    ]
    assert TICKET in {row["id"] for row in rows(landing, "jira_issue")}


@pytest.mark.parametrize(("number", "name"), [(math.nan, "nan"), (math.inf, "inf")])
def test_a_ticket_with_what_is_no_number_is_skipped_alone(
    sandbox: Sandbox, site: JiraSource, landing: Landing, number: float, name: str
) -> None:
    make_odd(sandbox, lambda fields: fields.update({POINTS_FIELD: number}))
    assert data(pull(site, landing)).state == "partial"
    assert skipped(landing) == {
        f"jira_issue {TICKET}": f"holds what cannot be kept: {name} is no number in JSON"
    }
    assert rows(landing, "jira_issue") and TICKET not in {row["id"] for row in rows(landing, "jira_issue")}


@pytest.mark.parametrize("field", ["comment", "worklog"])
def test_what_is_fewer_than_the_site_counts_costs_its_ticket_no_more_than_that(
    sandbox: Sandbox, site: JiraSource, landing: Landing, field: str
) -> None:
    """The count is 35 more than there are, in the ticket and in the list of its own."""

    def counted(answer: Json) -> Json:
        return {**answer, "total": answer["total"] + 35}

    make_odd(sandbox, lambda fields: field in fields and fields.update({field: counted(fields[field])}))
    sandbox.fail(f"*/issue/{TICKET}/{field}", "changed", 100, change=counted)
    outcome = data(pull(site, landing))
    assert outcome.state == "partial"
    [(record, reason)] = skipped(landing).items()
    assert record == f"jira_{field} {TICKET}/..."
    assert "never came: pages skip" in reason
    assert TICKET in {row["id"] for row in rows(landing, "jira_issue")}
    assert any(f'"issueId":"{TICKET}"' in row["payload"] for row in rows(landing, f"jira_{field}"))
    sandbox.heal()
    assert data(pull(site, landing)).state == "whole", "it is asked for again, and whole"
    assert skipped(landing) == {}


def test_a_ticket_that_the_site_cannot_fetch_is_skipped_alone(sandbox: Sandbox, landing: Landing) -> None:
    site = JiraSource("site", sandbox.jira_url, USER, TOKEN, projects=("DATA",))

    def withheld(answer: Json) -> Json:
        kept = [issue for issue in answer["issues"] if issue["id"] != TICKET]
        return {"issues": kept, "issueErrors": [{"errorMessage": "Internal error", "id": TICKET}]}

    sandbox.fail("*/issue/bulkfetch", "changed", 100, change=withheld)
    assert data(pull(site, landing)).state == "partial"
    told = "POST /rest/api/3/issue/bulkfetch: 1 ticket could not be fetched, says the site"
    assert skipped(landing) == {f"jira_issue {TICKET}": told}
    assert rows(landing, "jira_issue")


def test_an_odd_ticket_does_not_have_its_whole_project_read_again_every_night(
    sandbox: Sandbox, landing: Landing
) -> None:
    site = JiraSource("site", sandbox.jira_url, USER, TOKEN, projects=("DATA",))

    def date(fields: Json) -> None:
        if "created" in fields:
            fields["created"] = "0001-01-01T00:00:00.000+0100"

    make_odd(sandbox, date)
    pull(site, landing)
    again = data(pull(site, landing))
    assert again.state == "partial"
    walked = [json.loads(row["payload"]) for row in rows(landing, "walk") if row["scope"] != "site"]
    assert [one["fetched"] for one in walked] == [2, 1]
    assert list(skipped(landing)) == [f"jira_issue {TICKET}"]


@pytest.mark.parametrize(
    "odd",
    [
        "0001-01-01T00:00:00.000+0100",
        "-0001-01-01T00:00:00.000+0000",
        "9999-12-31T23:59:59.999-0100",
        "2106-02-07T06:28:15Z",
        "292278994-08-17T07:12:55.807+0000",
        "9223372036854775807",
        -(2**63),
        math.inf,
        math.nan,
        "a word",
    ],
)
def test_what_no_calendar_has_is_no_instant(odd: Any) -> None:
    with pytest.raises(ValueError, match=r"is no date of 1970 to 2099"):
        instant(odd)
