from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from connectors.errors import (
    BadAnswer,
    CredentialsRefused,
    OutOfTime,
    RequestRefused,
    SourceError,
    SourceUnreachable,
)
from connectors.transport import rate_limit, sessions
from connectors.transport.addresses import is_safe_for_credentials
from connectors.transport.asked_waits import asked_wait
from connectors.transport.deadline import Deadline
from connectors.transport.http import Http
from connectors.transport.rate_limit import RateLimit, wait_before_try
from tests.worlds.fake_server import FakeServer, Reply

SECRET = "s3cr3t-token"


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(lambda call: Reply(body={"path": call.path})) as running:
        yield running


def client(url: str, deadline: float | None = None) -> Http:
    return Http(
        "site", url, user="ana@example.org", password=SECRET, what_to_check="check it", deadline=deadline
    )


def test_an_answer_is_json_and_is_asked_for_with_the_credentials(server: FakeServer) -> None:
    asked = client(server.url)
    assert asked.get("/a", {"x": 1}).body == {"path": "/a"}
    assert server.calls[0].given == {"x": "1"}
    login = base64.b64encode(f"ana@example.org:{SECRET}".encode()).decode()
    assert server.calls[0].headers["Authorization"] == f"Basic {login}"
    assert asked.requests == 1


@pytest.mark.parametrize(
    "fault",
    [
        Reply(429),
        Reply(429, headers={"RateLimit-Reason": "jira-burst-based"}),
        Reply(500),
        Reply(502, text="<html>bad gateway</html>", headers={"Content-Type": "text/html"}),
        Reply(503),
        Reply(504),
        Reply(body={"long": "x" * 1000}, cut=500),
        Reply(text='{"half": '),
        Reply(text=""),
    ],
)
def test_a_passing_fault_is_tried_again(server: FakeServer, fault: Reply) -> None:
    server.faults += [("/a", fault)] * 4
    asked = client(server.url)
    assert asked.post("/a", {}).body == {"path": "/a"}
    assert asked.requests == 5


def test_after_five_tries_the_error_names_the_request(server: FakeServer) -> None:
    server.faults += [("/a", Reply(503, {"errorMessages": ["under repair"]}))] * 5
    with pytest.raises(RequestRefused, match=r"site: POST /a: answered 503: under repair"):
        client(server.url).post("/a", {})
    assert len(server.calls) == 5


def test_a_cut_off_answer_is_a_bad_answer_in_the_end(server: FakeServer) -> None:
    server.faults += [("/a", Reply(text='{"half": '))] * 5
    with pytest.raises(BadAnswer, match="GET /a: the answer is cut off"):
        client(server.url).get("/a")


def test_retry_after_is_the_least_that_is_waited(server: FakeServer) -> None:
    server.faults.append(("/a", Reply(429, headers={"Retry-After": "1"})))
    began = time.monotonic()
    client(server.url).get("/a")
    assert time.monotonic() - began >= 1


def test_a_rate_limit_pauses_everybody_and_halves_the_requests_at_once(server: FakeServer) -> None:
    asked = client(server.url)
    asked.get("/first")
    server.faults.append(("/a", Reply(429, headers={"Retry-After": "1"})))
    thread = threading.Thread(target=asked.get, args=("/a",))
    thread.start()
    while asked.rate_limit.delay() <= 0:
        time.sleep(0.001)
    began = time.monotonic()
    asked.get("/b")
    thread.join()
    assert time.monotonic() - began > 0.8
    assert asked.rate_limit.at_once == 3


def test_a_burst_limit_holds_back_its_endpoint_and_nobody_else(server: FakeServer) -> None:
    asked = client(server.url)
    asked.get("/first")
    burst = {"Retry-After": "1", "RateLimit-Reason": "jira-burst-based"}
    server.faults.append(("/issue/1/comment", Reply(429, headers=burst)))
    threads = [threading.Thread(target=asked.get, args=(f"/issue/{n}/comment",)) for n in (1, 2)]
    threads[0].start()
    while not any(limit.delay() > 0 for limit in list(asked.endpoints.values())):
        time.sleep(0.001)
    threads[1].start()
    asked.get("/issue/1/worklog")
    for thread in threads:
        thread.join()
    paths = [call.path for call in server.calls]
    assert paths[:3] == ["/first", "/issue/1/comment", "/issue/1/worklog"]
    assert sorted(paths[3:]) == ["/issue/1/comment", "/issue/2/comment"]
    assert asked.rate_limit.at_once == 6
    assert asked.endpoints["GET /issue/*/comment"].at_once == 3


@pytest.mark.parametrize("reason", ["jira-quota-tenant-based", "jira-quota-global-based"])
def test_a_quota_that_is_used_up_holds_back_everybody(server: FakeServer, reason: str) -> None:
    asked = client(server.url)
    server.faults.append(("/a", Reply(429, headers={"Retry-After": "0.1", "RateLimit-Reason": reason})))
    asked.get("/a")
    assert asked.rate_limit.at_once == 3


def test_who_meets_one_limit_together_halves_the_requests_at_once_only_once() -> None:
    shared = RateLimit(Deadline("site"), 8)
    for _ in range(3):
        shared.pause(5)
    assert shared.at_once == 4


def test_good_answers_widen_the_limit_again_but_not_beyond_its_start() -> None:
    shared = RateLimit(Deadline("site"), 4)
    shared.pause(0)
    for _ in range(200):
        shared.went_well()
    assert shared.at_once == 4


def test_no_more_requests_than_the_limit_are_under_way() -> None:
    under_way, most = [0], [0]
    lock = threading.Lock()

    def answer(call: object) -> Reply:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.02)
        with lock:
            under_way[0] -= 1
        return Reply(body={})

    with FakeServer(answer) as running:
        asked = client(running.url)
        threads = [threading.Thread(target=asked.get, args=("/a",)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most[0] == 6
    assert asked.requests == 20


def test_waits_grow_with_jitter_to_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "FIRST_WAIT_SECONDS", 1.0)
    assert all(0.7 <= wait_before_try(1, None) <= 1.3 for _ in range(100))
    assert all(2.8 <= wait_before_try(3, None) <= 5.2 for _ in range(100))
    assert wait_before_try(20, None) == 30
    assert wait_before_try(1, 77.0) == 77


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "soon"}, None),
        ({"Date": "Mon, 06 Jan 2025 10:00:00 GMT", "Retry-After": "Mon, 06 Jan 2025 10:00:09 GMT"}, 9),
        ({"Date": "Mon, 06 Jan 2025 10:00:00 GMT", "X-RateLimit-Reset": "2025-01-06T10:00:30Z"}, 30),
        ({"Date": "Mon, 06 Jan 2025 10:00:00 GMT", "X-RateLimit-Reset": "2025-01-06T10:01Z"}, 60),
        ({"Date": "Mon, 06 Jan 2025 10:00:00 GMT", "X-RateLimit-Reset": "1736157610"}, 10),
        ({"Date": "Mon, 06 Jan 2025 10:00:00 GMT", "X-RateLimit-Reset": "2025-01-06T09:00:00Z"}, 0),
    ],
)
def test_the_wait_that_is_asked_for_is_read_against_the_servers_clock(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert asked_wait(headers) == seconds


def test_a_web_page_with_status_200_is_a_bad_answer_that_names_the_request(server: FakeServer) -> None:
    server.faults.append(("/a", Reply(text="<html>log in</html>", headers={"Content-Type": "text/html"})))
    with pytest.raises(BadAnswer, match="POST /a: a web page came instead of JSON"):
        client(server.url).post("/a", {})
    assert len(server.calls) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_say_what_to_check_and_are_not_tried_again(
    server: FakeServer, status: int
) -> None:
    server.faults.append(("/a", Reply(status, {"message": "no"})))
    with pytest.raises(CredentialsRefused, match=rf"GET /a: answered {status}: no; check it"):
        client(server.url).get("/a")
    assert len(server.calls) == 1


def test_a_redirect_is_not_followed(server: FakeServer) -> None:
    server.faults.append(("/a", Reply(302, headers={"Location": f"{server.url}/login?token=x"})))
    with pytest.raises(RequestRefused, match=r"GET /a: is redirected to http://127.0.0.1:\d+/login; check"):
        client(server.url).get("/a")


def test_other_refusals_carry_their_status(server: FakeServer) -> None:
    server.faults.append(("/a", Reply(400, {"errorMessages": [], "errors": {"jql": "no such project"}})))
    with pytest.raises(RequestRefused, match="answered 400: no such project") as refused:
        client(server.url).get("/a")
    assert refused.value.status == 400


def test_a_port_where_nobody_listens_is_unreachable_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        began = time.monotonic()
        with pytest.raises(
            SourceUnreachable, match="GET /a: the connection is refused; check the source's url"
        ):
            client(f"http://127.0.0.1:{taken.getsockname()[1]}").get("/a")
    assert time.monotonic() - began < 5


def test_a_name_that_nobody_knows_is_unreachable() -> None:
    with pytest.raises(SourceUnreachable, match="GET /a"):
        client("https://no-such-host.invalid").get("/a")


def test_a_host_that_accepts_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "FIRST_CONTACT_SECONDS", 1.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(SourceUnreachable, match="no answer in time"):
            client(f"http://127.0.0.1:{silent.getsockname()[1]}").get("/a")
    assert time.monotonic() - began < 3


def test_the_first_contact_with_a_silent_host_ends_within_ten_seconds() -> None:
    assert sessions.FIRST_CONTACT_SECONDS + rate_limit.FIRST_WAIT_SECONDS * 1.3 <= 10


def test_a_connection_that_breaks_later_is_made_again() -> None:
    with FakeServer(lambda call: Reply(body={})) as running:
        asked = client(running.url)
        asked.get("/a")
        running.faults += [("/a", Reply(body={"x": "y" * 99}, cut=100))] * 3
        assert asked.get("/a").body == {}


def test_no_wait_goes_past_the_deadline(server: FakeServer) -> None:
    server.faults.append(("/a", Reply(429, headers={"Retry-After": "60"})))
    began = time.monotonic()
    with pytest.raises(OutOfTime, match="GET /a: answered 429; the next try in 60 s is too late"):
        client(server.url, deadline=time.monotonic() + 5).get("/a")
    assert time.monotonic() - began < 2


def test_nobody_waits_longer_than_an_hour(server: FakeServer) -> None:
    server.faults.append(("/a", Reply(429, headers={"Retry-After": "86400"})))
    with pytest.raises(OutOfTime, match="86400 s"):
        client(server.url).get("/a")


def test_stop_wakes_who_waits(server: FakeServer) -> None:
    asked = client(server.url)
    server.faults.append(("/a", Reply(429, headers={"Retry-After": "60"})))
    threading.Timer(0.1, asked.stop).start()
    with pytest.raises(OutOfTime):
        asked.get("/a")
    assert asked.is_out_of_time


def test_secrets_are_in_no_message_even_when_the_server_repeats_them(server: FakeServer) -> None:
    login = base64.b64encode(f"ana@example.org:{SECRET}".encode()).decode()
    said = {"errorMessages": [f"the header was Basic {login}, the token {SECRET}"]}
    for status in (400, 401, 403, 404, 410):
        server.faults.append(("/a", Reply(status, said)))
        asked = client(server.url)
        with pytest.raises(SourceError) as raised:
            asked.get("/a")
        shown = f"{raised.value} {raised.value!r} {raised.value.message} {asked!r}"
        assert "***" in shown
        assert SECRET not in shown
        assert login not in shown


def test_credentials_need_not_be_latin_1(server: FakeServer) -> None:
    Http("site", server.url, user="žofie", password="ключ\n", what_to_check="").get("/a")
    assert base64.b64decode(server.calls[0].headers["Authorization"].split()[1]).decode() == "žofie:ключ"


def test_https_spoken_to_a_port_of_plain_http_is_called_so(server: FakeServer) -> None:
    with pytest.raises(SourceUnreachable, match="https is spoken to a port that answers with something else"):
        client(server.url.replace("http://", "https://")).get("/a")


def test_https_spoken_to_a_port_that_hangs_up_is_no_matter_of_certificates() -> None:
    with socket.create_server(("127.0.0.1", 0)) as curt:

        def hang_up() -> None:
            for _ in range(2):
                taken, _ = curt.accept()
                taken.recv(1)
                taken.shutdown(socket.SHUT_WR)
                taken.recv(10_000)
                taken.close()

        threading.Thread(target=hang_up, daemon=True).start()
        with pytest.raises(SourceUnreachable, match="https is spoken to a port"):
            client(f"https://127.0.0.1:{curt.getsockname()[1]}").get("/a")


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://jira.example.org", True),
        ("http://jira.example.org", False),
        ("HTTP://jira.example.org", False),
        ("http://localhost.example.org", False),
        ("http://localhost:8080", True),
        ("http://127.0.0.1:8080/jira", True),
        ("http://[::1]:8080", True),
        ("http://10.0.0.7", False),
    ],
)
def test_credentials_go_unencrypted_to_this_machine_alone(url: str, is_safe: bool) -> None:
    assert is_safe_for_credentials(url) is is_safe


def test_a_secret_of_one_letter_stays_out_of_messages_and_leaves_answers_as_they_are(
    server: FakeServer,
) -> None:
    asked = Http("site", server.url, user="", password="e", what_to_check="check it")
    server.faults.append(("/a", Reply(body={"nextPageToken": "tree"})))
    assert asked.get("/a").body == {"nextPageToken": "tree"}
    server.faults.append(("/a", Reply(400, {"message": "the key"})))
    with pytest.raises(RequestRefused, match=r"answered 400: th\*\*\* k\*\*\*y$"):
        asked.get("/a")


def test_the_reason_of_a_limit_is_shown_without_the_secret(server: FakeServer) -> None:
    server.faults += [("/a", Reply(429, headers={"RateLimit-Reason": f"quota of {SECRET}"}))] * 5
    with pytest.raises(RequestRefused, match=r"answered 429 \(quota of \*\*\*\)"):
        client(server.url).get("/a")
