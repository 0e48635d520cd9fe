from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.errors import BadAnswer, CredentialsRefused, SourceError, SourceUnreachable
from connectors.jira import project
from connectors.jira.pull import check, pull
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.progress import silent
from tests.worlds.fake_jira import FakeJira
from tests.worlds.fake_server import Call, FakeServer, Reply

TOKEN = "s3cr3t-token"


@pytest.fixture
def jira() -> Iterator[FakeJira]:
    with FakeJira() as running:
        yield running


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def source(jira: FakeJira, **given: Any) -> JiraSource:
    return JiraSource(name="site", url=jira.url, user="ana@example.org", token=TOKEN, **given)


def walk(jira: FakeJira, landing: Landing, deadline: float | None = None, **given: Any) -> SourceOutcome:
    return pull(source(jira, **given), landing, silent, deadline)


def scope(outcome: SourceOutcome, name: str) -> ScopeOutcome:
    return next(scope for scope in outcome.scopes if scope.name == name)


def rows(landing: Landing, stream: str) -> list[dict[str, Any]]:
    return [row for path in landing.files(stream) for row in pq.read_table(path).to_pylist()]


def states(outcome: SourceOutcome) -> dict[str, str]:
    return {scope.name: scope.state for scope in outcome.scopes}


def test_the_first_contact_tells_the_servers_clock(jira: FakeJira) -> None:
    assert check(source(jira)) == datetime(2025, 1, 6, 10, tzinfo=UTC)


def test_an_address_that_is_not_jiras_is_said_to_be_none(jira: FakeJira) -> None:
    jira.answer = lambda call: Reply(body={"hello": "world"})
    with pytest.raises(BadAnswer, match="does not say that it is Jira"):
        check(source(jira))


def test_a_refused_token_names_the_account_and_what_to_check(jira: FakeJira) -> None:
    jira.faults.append(("/myself", Reply(401, {"message": "Client must be authenticated"})))
    with pytest.raises(CredentialsRefused, match=r"GET /rest/api/3/myself: answered 401.*ana@example.org"):
        check(source(jira))


def test_a_site_that_is_not_there_ends_the_pull_at_once(landing: Landing) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = JiraSource("site", f"http://127.0.0.1:{taken.getsockname()[1]}", "ana@example.org", TOKEN)
        began = time.monotonic()
        for ask in (check, lambda source: pull(source, landing)):
            with pytest.raises(SourceUnreachable):
                ask(away)
    assert time.monotonic() - began < 10


def test_a_token_is_not_sent_unencrypted_to_another_host() -> None:
    with pytest.raises(BadAnswer, match="unencrypted"):
        check(JiraSource("site", "http://jira.example.org", "ana@example.org", TOKEN))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Reply(404, text="<html>Not here</html>"), "no Jira answers below its url"),
        (Reply(200, text="<!DOCTYPE html><title>Log in</title>"), "a web page came instead of JSON"),
        (Reply(302, headers={"Location": "/login"}), "is redirected to /login; check the source's url"),
    ],
)
def test_a_wrong_path_is_called_so(page: Reply, said: str) -> None:
    with FakeServer(lambda call: page) as web, pytest.raises(BadAnswer, match=said):
        check(JiraSource("site", f"{web.url}/elsewhere", "ana@example.org", TOKEN))


def test_credentials_in_the_url_are_refused_without_being_shown() -> None:
    with pytest.raises(ValueError, match="holds credentials") as refused:
        JiraSource("site", f"https://ana:{TOKEN}@jira.example.org", "ana@example.org", TOKEN)
    assert TOKEN not in str(refused.value)


def test_a_first_pull_lands_everything(jira: FakeJira, landing: Landing) -> None:
    jira.page = 7
    jira.add("10000", 25, histories=3, comments=2)
    jira.add("10001", 5)
    outcome = walk(jira, landing)
    assert states(outcome) == {"reference data": "whole", "DATA": "whole", "APP": "whole"}
    assert outcome.is_complete
    assert outcome.started_at == datetime(2025, 1, 6, 10, tzinfo=UTC)
    assert outcome.requests == len(jira.calls)
    assert len(rows(landing, "jira_issue")) == 30
    assert len(rows(landing, "jira_changelog")) == 80
    assert len(rows(landing, "jira_comment")) == 55
    assert {row["scope"] for row in rows(landing, "jira_issue")} == {"10000", "10001"}
    assert {row["fetched_at"] for row in rows(landing, "jira_issue")} == {datetime(2025, 1, 6, 10)}
    for stream, count in {"site": 1, "field": 2, "status": 1, "project": 2, "user": 5}.items():
        landed = rows(landing, f"jira_{stream}")
        assert [row["scope"] for row in landed] == ["site"] * count
    assert scope(outcome, "DATA").counts["jira_issue"].new == 25


def test_nothing_that_somebody_wrote_is_landed(jira: FakeJira, landing: Landing) -> None:
    jira.add("10000", 3)
    walk(jira, landing)
    for stream in landing.streams():
        for row in rows(landing, stream):
            assert "what somebody wrote" not in row["payload"]
            assert stream == "jira_user" or "Ana" not in row["payload"]


def test_the_second_pull_fetches_what_changed_and_nothing_else(jira: FakeJira, landing: Landing) -> None:
    tickets = jira.add("10000", 30)
    walk(jira, landing)
    jira.calls.clear()
    jira.touch(tickets[4])
    added = jira.add("10000")[0]
    outcome = walk(jira, landing)
    assert sorted(jira.asked_for("/issue/bulkfetch"), key=int) == [str(tickets[4].id), str(added.id)]
    assert scope(outcome, "DATA").counts["jira_issue"].changed == 1
    assert scope(outcome, "DATA").counts["jira_issue"].new == 1
    assert scope(outcome, "DATA").counts["jira_changelog"].new == 2
    assert outcome.is_complete


def test_a_pull_looks_back_a_quarter_of_an_hour_before_the_last_one(jira: FakeJira, landing: Landing) -> None:
    late = jira.add("10000", 3)[0]
    walk(jira, landing)
    assert landing.watermark("site", "10000", _version(landing)) == datetime(2025, 1, 6, 9, 45, tzinfo=UTC)
    late.updated = jira.clock - 14 * 60_000
    jira.calls.clear()
    walk(jira, landing)
    assert jira.asked_for("/issue/bulkfetch") == [str(late.id)]
    start = datetime(2025, 1, 6, 10, tzinfo=UTC) - timedelta(minutes=15)
    queries = [call.given["jql"] for call in jira.calls if call.path.endswith("/search/jql")]
    assert f'project = "DATA" AND updated >= {int(start.timestamp() * 1000)} ORDER BY id ASC' in queries


def test_a_new_field_of_interest_pulls_everything_again(jira: FakeJira, landing: Landing) -> None:
    jira.add("10000", 12)
    walk(jira, landing)
    plugin = "com.pyxis.greenhopper.jira:jsw-story-points"
    points = {"id": "customfield_5", "name": "Points", "schema": {"type": "number", "custom": plugin}}
    jira.fields.append({**points, "custom": True})
    jira.calls.clear()
    outcome = walk(jira, landing)
    assert len(jira.asked_for("/issue/bulkfetch")) == 12
    assert scope(outcome, "DATA").counts["jira_issue"].unchanged == 12


def test_a_ticket_that_was_deleted_is_gone(jira: FakeJira, landing: Landing) -> None:
    tickets = jira.add("10000", 5)
    walk(jira, landing)
    del jira.tickets[tickets[2].id]
    outcome = walk(jira, landing)
    assert [row["id"] for row in rows(landing, "jira_issue") if row["payload"] is None] == [
        str(tickets[2].id)
    ]
    assert scope(outcome, "DATA").counts["jira_issue"].gone == 1
    jira.calls.clear()
    assert walk(jira, landing).is_complete
    assert jira.count("/issue/bulkfetch") == 0
    assert len(rows(landing, "jira_issue")) == 6


def test_a_ticket_that_moved_is_not_gone_but_in_its_new_project(jira: FakeJira, landing: Landing) -> None:
    moved = jira.add("10000", 5)[0]
    jira.add("10001", 1)
    walk(jira, landing)
    moved.project = "10001"
    jira.touch(moved)
    outcome = walk(jira, landing)
    assert outcome.is_complete
    landed = [row for row in rows(landing, "jira_issue") if row["id"] == str(moved.id)]
    assert [row["scope"] for row in landed] == ["10000", "10001"]
    assert all(row["payload"] for row in landed)
    assert str(moved.id) in landing.known("site", "jira_issue", "10001")


def test_a_ticket_that_moved_out_of_what_is_pulled_is_followed(jira: FakeJira, landing: Landing) -> None:
    moved = jira.add("10000", 5)[0]
    walk(jira, landing, projects=("DATA",))
    moved.project = "10001"
    jira.touch(moved)
    for _ in range(2):
        walk(jira, landing, projects=("DATA",))
    landed = [row for row in rows(landing, "jira_issue") if row["id"] == str(moved.id)]
    assert len(landed) == 2
    assert '"project":{"id":"10001","key":"APP"}' in landed[-1]["payload"]


def test_a_ticket_that_search_forgot_is_not_gone(jira: FakeJira, landing: Landing) -> None:
    tickets = jira.add("10000", 5)
    walk(jira, landing)
    jira.unlisted = {tickets[0].id}
    assert walk(jira, landing).is_complete
    assert not [row for row in rows(landing, "jira_issue") if row["payload"] is None]


def test_when_most_of_a_project_vanishes_nothing_is_declared_gone(jira: FakeJira, landing: Landing) -> None:
    tickets = jira.add("10000", 20)
    jira.add("10001", 3)
    walk(jira, landing)
    for ticket in tickets[:11]:
        del jira.tickets[ticket.id]
    outcome = walk(jira, landing)
    assert states(outcome) == {"reference data": "whole", "DATA": "failed", "APP": "whole"}
    assert "11 of 20 known tickets of project DATA are not there" in (scope(outcome, "DATA").message or "")
    assert len(landing.known("site", "jira_issue", "10000")) == 20


def test_half_of_a_project_may_vanish(jira: FakeJira, landing: Landing) -> None:
    tickets = jira.add("10000", 20)
    walk(jira, landing)
    for ticket in tickets[:10]:
        del jira.tickets[ticket.id]
    assert scope(walk(jira, landing), "DATA").counts["jira_issue"].gone == 10


def test_tickets_that_are_listed_and_not_shown_fail_the_project(jira: FakeJira, landing: Landing) -> None:
    jira.hidden = {ticket.id for ticket in jira.add("10000", 20)[:15]}
    message = scope(walk(jira, landing), "DATA").message
    assert message is not None
    assert "15 of 20 tickets that project DATA lists are not shown" in message


def test_a_configured_project_that_is_not_visible_fails_and_says_so(jira: FakeJira, landing: Landing) -> None:
    outcome = walk(jira, landing, projects=("data", "SECRET"))
    assert states(outcome) == {"reference data": "whole", "DATA": "whole", "SECRET": "failed"}
    assert "project SECRET is not visible to ana@example.org" in (scope(outcome, "SECRET").message or "")


def test_an_excluded_project_is_not_read(jira: FakeJira, landing: Landing) -> None:
    assert states(walk(jira, landing, exclude_projects=("app",))) == {
        "reference data": "whole",
        "DATA": "whole",
    }


def test_a_project_that_is_visible_no_more_is_reported_until_it_is_excluded(
    jira: FakeJira, landing: Landing
) -> None:
    walk(jira, landing)
    del jira.projects["10001"]
    for _ in range(2):
        outcome = walk(jira, landing)
        assert "was visible" in (scope(outcome, "10001").message or "")
    assert walk(jira, landing, exclude_projects=("10001",)).is_complete


def test_an_account_that_sees_no_project_fails_the_source(jira: FakeJira, landing: Landing) -> None:
    jira.projects.clear()
    outcome = walk(jira, landing)
    assert states(outcome) == {"reference data": "failed"}
    assert "sees no project" in (outcome.scopes[0].message or "")


def test_users_that_may_not_be_listed_do_not_stop_the_pull(jira: FakeJira, landing: Landing) -> None:
    jira.add("10000", 2)
    jira.faults.append(("/users/search", Reply(403, {})))
    outcome = walk(jira, landing)
    assert states(outcome) == {"reference data": "failed", "DATA": "whole", "APP": "whole"}
    assert "Browse users and groups" in (outcome.scopes[0].message or "")
    assert rows(landing, "jira_field")


def test_no_request_asks_for_more_tickets_than_the_site_promises_to_show(
    jira: FakeJira, landing: Landing
) -> None:
    jira.add("10000", 900, histories=0, comments=0)
    assert walk(jira, landing).is_complete
    assert len(rows(landing, "jira_issue")) == 900
    sizes = [
        len(call.given["issueIdsOrKeys"]) for call in jira.calls if call.path.endswith("/issue/bulkfetch")
    ]
    assert sizes == [100] * 9


def test_comments_that_did_not_fit_into_the_ticket_are_fetched(jira: FakeJira, landing: Landing) -> None:
    jira.embedded = 3
    jira.add("10000", 1, comments=8)
    jira.add("10000", 1, comments=3)
    walk(jira, landing)
    assert len(rows(landing, "jira_comment")) == 11


@pytest.mark.parametrize(
    "fault",
    [
        Reply(429),
        Reply(429, headers={"Retry-After": "0.1"}),
        Reply(503),
        Reply(text='{"iss'),
        Reply(body={}, cut=1),
    ],
)
@pytest.mark.parametrize(
    "path", ["/search/jql", "/issue/bulkfetch", "/changelog/bulkfetch", "/project/search"]
)
def test_a_passing_fault_leaves_no_trace(jira: FakeJira, landing: Landing, fault: Reply, path: str) -> None:
    jira.add("10000", 4)
    jira.faults.append((path, fault))
    assert walk(jira, landing).is_complete
    assert len(rows(landing, "jira_issue")) == 4
    assert len(rows(landing, "jira_changelog")) == 4


@pytest.mark.parametrize(
    ("path", "fault", "message"),
    [
        ("/changelog/bulkfetch", Reply(body={"issueChangeLogs": None}), "holds no list"),
        ("/issue/bulkfetch", Reply(body={}), "holds no list"),
        ("/issue/bulkfetch", Reply(body={"issues": [{"id": "1"}]}), "without fields"),
        ("/search/jql", Reply(body=[]), "no JSON object"),
        ("/search/jql", Reply(410, {"errorMessages": ["removed"]}), "answered 410: removed"),
        ("/search/jql", Reply(text="<html>", headers={"Content-Type": "text/html"}), "a web page came"),
        ("/search/jql", Reply(401, {}), "answered 401"),
    ],
)
def test_a_lasting_fault_fails_one_project_and_names_the_request(
    jira: FakeJira, landing: Landing, path: str, fault: Reply, message: str
) -> None:
    jira.add("10000", 4)
    jira.faults.append((path, fault))
    outcome = walk(jira, landing, projects=("DATA",))
    assert states(outcome) == {"reference data": "whole", "DATA": "failed"}
    assert message in (scope(outcome, "DATA").message or "")
    assert path in (scope(outcome, "DATA").message or "")
    assert not landing.files("jira_issue")


def test_one_project_that_fails_does_not_stop_the_others(jira: FakeJira, landing: Landing) -> None:
    jira.add("10000", 4)
    jira.add("10001", 4)
    jira.faults.append(("/search/jql", Reply(400, {})))
    outcome = walk(jira, landing)
    assert sorted(states(outcome).values()) == ["failed", "whole", "whole"]
    assert len(rows(landing, "jira_issue")) == 4


@pytest.mark.parametrize("path", ["/search/jql", "/changelog/bulkfetch"])
def test_a_page_token_that_comes_again_is_no_endless_loop(
    jira: FakeJira, landing: Landing, path: str
) -> None:
    jira.add("10000", 4)
    key = "issues" if path == "/search/jql" else "issueChangeLogs"
    jira.faults += [(path, Reply(body={key: [], "nextPageToken": "1"}))] * 2
    outcome = walk(jira, landing, projects=("DATA",))
    assert "a page token came twice" in (scope(outcome, "DATA").message or "")


def test_pages_that_bring_nothing_new_end_some_time(jira: FakeJira, landing: Landing) -> None:
    page = [{"id": "1"}]
    jira.faults += [("/search/jql", Reply(body={"issues": page, "nextPageToken": str(n)})) for n in range(50)]
    outcome = walk(jira, landing, projects=("DATA",))
    assert "pages bring nothing new" in (scope(outcome, "DATA").message or "")
    assert jira.count("/search/jql") < 20


def test_tickets_that_could_not_be_fetched_this_time_are_asked_for_again(
    jira: FakeJira, landing: Landing
) -> None:
    jira.add("10000", 4)
    jira.faults.append(
        ("/issue/bulkfetch", Reply(body={"issues": [], "issueErrors": [{"errorMessage": "busy"}]}))
    )
    assert walk(jira, landing).is_complete
    assert len(rows(landing, "jira_issue")) == 4


def test_tickets_that_stay_unfetched_are_never_declared_gone(jira: FakeJira, landing: Landing) -> None:
    lost = jira.add("10000", 4)[0]
    walk(jira, landing)
    del jira.tickets[lost.id]
    jira.faults += [
        ("/issue/bulkfetch", Reply(body={"issues": [], "issueErrors": [{"errorMessage": "busy"}]}))
    ] * 3
    assert scope(walk(jira, landing), "DATA").state == "failed"
    assert len(landing.known("site", "jira_issue", "10000")) == 4


def test_when_time_runs_out_begun_batches_are_kept_and_the_next_pull_completes(
    jira: FakeJira, landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "BATCHES_AT_ONCE", 1)
    monkeypatch.setattr(project, "HISTORIES_OF", 100)
    jira.add("10000", 300)
    original = jira.answer
    deadline = time.monotonic() + 2

    def slow(call: Call) -> Reply:
        if call.path.endswith("/changelog/bulkfetch"):
            time.sleep(max(0.0, deadline - time.monotonic()))
        return original(call)

    jira.answer = slow
    outcome = walk(jira, landing, deadline, projects=("DATA",))
    assert states(outcome) == {"reference data": "whole", "DATA": "partial"}
    assert "time ran out during project DATA" in (scope(outcome, "DATA").message or "")
    assert len(landing.known("site", "jira_issue", "10000")) == 100
    assert not landing.files("jira_issue")
    jira.answer = original
    again = walk(jira, landing, projects=("DATA",))
    assert again.is_complete
    assert scope(again, "DATA").counts["jira_issue"].read == 200, "what was landed whole is not fetched again"
    for stream in ("jira_issue", "jira_changelog", "jira_comment"):
        assert len(rows(landing, stream)) == 300


def test_a_pull_without_any_time_begins_no_project(jira: FakeJira, landing: Landing) -> None:
    jira.add("10000", 4)
    outcome = walk(jira, landing, deadline=time.monotonic())
    assert states(outcome) == {"reference data": "whole", "DATA": "partial", "APP": "partial"}
    assert jira.count("/search/jql") == 0


def test_progress_reaches_its_total(jira: FakeJira, landing: Landing) -> None:
    seen: list[tuple[str, int, int | None]] = []
    jira.add("10000", 250)
    jira.add("10001", 30)
    pull(source(jira), landing, lambda name, stage, done, total: seen.append((stage, done, total)))
    assert ("reference data", 1, 1) in seen
    assert ("tickets", 280, 280) in seen


def test_the_token_is_in_no_message_whatever_happens(jira: FakeJira, landing: Landing) -> None:
    jira.add("10000", 4)
    said = {"errorMessages": [f"the token {TOKEN} is wrong"]}
    messages = [repr(source(jira)), str(source(jira))]
    for status in (400, 401, 403, 404, 500):
        jira.faults += [("/search/jql", Reply(status, said))] * 5
        messages += [scope.message or "" for scope in walk(jira, landing, projects=("DATA",)).scopes]
        jira.faults.clear()
        jira.faults += [("/myself", Reply(status, said))] * 5
        with pytest.raises(SourceError) as raised:
            check(source(jira))
        messages += [str(raised.value), repr(raised.value)]
        jira.faults.clear()
    assert len([message for message in messages if "***" in message]) == 15
    assert not [message for message in messages if TOKEN in message]


def _version(landing: Landing) -> str:
    return next(row["request_version"] for row in rows(landing, "walk") if row["scope"] == "10000")
