"""`baton run`, all of it, on sources that do not answer as they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.transport import rate_limit
from pipelines.cli.main import main
from tests.worlds.fake_server import FakeServer, Reply

JIRA = "{name: jira, kind: jira, url: '%s', user_env: U, token_env: T}"
GITHUB = "{name: github, kind: github, url: '%s', token_env: T, organizations: [meridian]}"
MOVED = {"Location": "https://elsewhere.example/login?token=x"}


@pytest.mark.parametrize(
    ("source", "reply", "line"),
    [
        (
            JIRA,
            Reply(404),
            "jira: no Jira answers below its url: it is what comes before /browse/ in a ticket's address "
            "(GET /rest/api/2/serverInfo: answered 404)",
        ),
        (
            JIRA,
            Reply(302, headers=MOVED),
            "jira: GET /rest/api/3/serverInfo: is redirected to https://elsewhere.example/login; "
            "check the source's url",
        ),
        (JIRA, Reply(503), "jira: GET /rest/api/3/serverInfo: answered 503"),
        (
            GITHUB,
            Reply(404),
            "github: no GitHub answers at its url: use https://api.github.com, or https://HOST/api/v3 "
            "(not found, or not visible to the token (HTTP 404))",
        ),
        (
            GITHUB,
            Reply(302, headers=MOVED),
            "github: no GitHub answers at its url: use https://api.github.com, or https://HOST/api/v3 "
            "(not found, or not visible to the token (HTTP 302))",
        ),
        (GITHUB, Reply(503), "github: GitHub answers HTTP 503: try again later"),
    ],
)
def test_a_source_that_does_not_answer_as_it_should_ends_the_run_with_2_and_says_why(
    source: str,
    reply: Reply,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(rate_limit, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setenv("U", "ana@example.org")
    monkeypatch.setenv("T", "a-token")
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with FakeServer(lambda call: reply) as server:
        path = tmp_path / "organization.yaml"
        path.write_text(f"name: Meridian\ntimezone: UTC\nsources:\n  - {source % server.url}\n")
        with pytest.raises(SystemExit) as end:
            main(["run", "--quiet", "--organization", str(path), "--home", str(tmp_path)])
    assert end.value.code == 2
    assert capfd.readouterr().err.splitlines() == [f"baton: {line}", "baton: nothing was published"]
