from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.document import ProblemsFound
from pipelines.organization_file import OrganizationFile, parse_organization, read_organization
from tests.pipelines.example import ENVIRONMENT, TEXT

EXAMPLE = Path(__file__).parents[2] / "organization.example.yaml"


def parse(text: str, environment: dict[str, str] = ENVIRONMENT) -> OrganizationFile:
    return parse_organization(text, "organization.yaml", environment)


def problems(text: str, environment: dict[str, str] = ENVIRONMENT) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        parse(text, environment)
    return str(found.value).splitlines()


def changed(before: str, after: str) -> str:
    assert before in TEXT
    return TEXT.replace(before, after, 1)


def test_the_example_is_right() -> None:
    assert read_organization(EXAMPLE, ENVIRONMENT).organization.name == "Meridian"


def test_sources_get_their_secrets_from_the_environment_and_do_not_show_them() -> None:
    jira, github = parse(TEXT).sources
    assert (jira.name, jira.url, jira.token) == ("jira", "https://meridian.example.net", "jira-secret")
    assert (github.url, github.token) == ("https://api.github.com", "github-secret")
    assert "secret" not in repr((jira, github))


def test_the_landed_organization_has_every_default_spelled_out() -> None:
    landed = parse(TEXT).organization.as_landed()
    assert landed["sources"] == [{"name": "jira", "kind": "jira"}, {"name": "github", "kind": "github"}]
    assert landed["calendars"] == [
        {
            "id": "us",
            "timezone": "America/New_York",
            "opens": "09:00",
            "closes": "17:00",
            "days": [1, 2, 3, 4, 5],
            "holidays": ["2025-07-04"],
        }
    ]
    assert landed["teams"][1] == {
        "id": "ml",
        "name": "Machine Learning",
        "kind": "other",
        "platform_shared": False,
        "calendar": "us",
        "from_at": None,
        "to_at": None,
        "owns": {"jira_projects": [], "jira_components": [], "jira_team_values": [], "github_teams": []},
        "members": [{"person": "ana", "from_at": "2025-06-01T04:00:00Z", "to_at": None}],
    }
    assert landed["people"][0]["accounts"] == [
        {"source": "jira", "account": "acc-1"},
        {"source": "github", "account": "ana-m"},
    ]
    assert landed["bots"] == [{"source": "github", "account": "lint-bot"}]
    assert landed["statuses"] == {
        "work": None,
        "todo": None,
        "done": None,
        "owners": [{"status": "Waiting for requester", "owner": "requester"}],
    }
    assert landed["resolutions"] == {"counted": None, "not_counted": []}
    assert landed["ladder"] == ["status", "team", "assignee", "component", "project"]
    assert (landed["debounce_seconds"], landed["excluded_types"]) == (900, None)
    assert landed["detectors"] == ["D1", "D2", "D3", "D4", "D5", "D6"]


def test_a_bare_date_begins_at_midnight_in_the_organizations_time_zone() -> None:
    stay = parse(TEXT).organization.as_landed()["teams"][0]["members"][0]
    assert stay == {"person": "ana", "from_at": "2025-01-01T05:00:00Z", "to_at": "2025-06-01T04:00:00Z"}


def test_an_organization_without_calendars_works_nine_to_five() -> None:
    text = "\n".join(line for line in TEXT.splitlines() if "calendar" not in line and "{id: us" not in line)
    landed = parse(text).organization.as_landed()
    assert [(one["id"], one["timezone"]) for one in landed["calendars"]] == [("standard", "America/New_York")]
    assert {team["calendar"] for team in landed["teams"]} == {"standard"}


def test_times_of_day_and_answers_without_quotes_stay_what_was_written() -> None:
    text = changed('opens: "09:00", closes: "17:00"', "opens: 10:30, closes: 17:00").replace("ben", "no")
    organization = parse(text).organization
    assert (organization.calendars[0].opens, organization.people[1].id) == ("10:30", "no")


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("name: Meridian\n", "", "1: name: is missing"),
        (
            "timezone: America/New_York\n",
            "timezone: America/NewYork\n",
            "2: timezone: expected a time zone such as America/New_York, "
            "found 'America/NewYork'; did you mean 'America/New_York'?",
        ),
        (
            "timezone: America/New_York\n",
            'timezone: UTC\nschedule: "0 2 * *"\n',
            "3: schedule: expected five cron fields such as \"0 2 * * *\" (daily at 02:00), found '0 2 * *'",
        ),
        (
            "kind: jira",
            "kind: jra",
            "4: sources[jira]: expected one of jira, github, found 'jra'; did you mean 'jira'?",
        ),
        (
            "https://meridian.example.net/",
            "meridian.example.net",
            "4: sources[jira].url: expected an address that begins with https://, "
            "found 'meridian.example.net'",
        ),
        (
            "calendar: us",
            "calender: us",
            "12: teams[data].calender: unknown field; did you mean 'calendar'?",
        ),
        (
            "calendar: us",
            "calendar: use",
            "12: teams[data].calendar: expected the id of a calendar, found 'use'; did you mean 'us'?",
        ),
        (
            "kind: data",
            "kind: dta",
            "11: teams[data].kind: expected one of data, ml, backend, frontend, mobile, product, platform, "
            "integrated or other, found 'dta'; did you mean 'data'?",
        ),
        (
            "[DATA]",
            "DATA",
            "13: teams[data].owns.jira_projects: expected a list, found 'DATA'",
        ),
        (
            "from: 2025-01-01",
            "from: 2025-13-01",
            "15: teams[data].members[1].from: expected a date such as 2025-01-01 or an instant "
            "such as 2025-01-01T09:00:00Z, found '2025-13-01'",
        ),
        (
            "to: 2025-06-01",
            "to: 2024-06-01",
            "15: teams[data].members[1].to: must be after from (2025-01-01), found 2024-06-01",
        ),
        (
            "to: 2025-06-01",
            "to: 2025-07-01",
            "20: teams[ml].members[1]: 'ana' is in 'ml' from 2025-06-01 while still in 'data' "
            "(line 15, until 2025-07-01): one team at a time",
        ),
        (
            "{person: ben}",
            "{person: bne}",
            "16: teams[data].members[2].person: expected the id of a person, found 'bne'; "
            "did you mean 'ben'?",
        ),
        (
            "name: Machine Learning",
            "name: Machine Learning\n    owns: {jira_projects: [DATA]}",
            "19: teams[ml].owns.jira_projects[1]: 'DATA' is owned by 'data' already (line 13)",
        ),
        (
            "jira: [acc-2]",
            "jra: [acc-2]",
            "23: people[ben].accounts.jra: expected the name of a source, found 'jra'; did you mean 'jira'?",
        ),
        (
            "[acc-2]",
            "[acc-1]",
            "23: people[ben].accounts.jira[1]: account 'acc-1' belongs to the person 'ana' already",
        ),
        (
            "requester: requester",
            "requester: dat",
            "25: statuses.owners.Waiting for requester: expected requester, customer or the id "
            "of a team, found 'dat'; did you mean 'data'?",
        ),
        (
            "bots:",
            "name: Again\nbots:",
            "24: name: stands here for the second time, first on line 1: keep one of them",
        ),
        (
            "id: ml",
            "id: data",
            "17: teams[data].id: 'data' is there already: each id once",
        ),
        (
            'closes: "17:00"',
            'closes: "08:00"',
            "7: calendars[us].closes: must be later than opens (09:00), found '08:00'",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_field(before: str, after: str, problem: str) -> None:
    assert f"organization.yaml:{problem}" in problems(changed(before, after))


def test_all_mistakes_are_shown_together_in_the_order_of_their_lines() -> None:
    text = TEXT.replace("calendar: us", "calendar: eu").replace("person: ben", "person: eve")
    assert [line.partition(": ")[0] for line in problems(text, {})] == [
        "organization.yaml:4",
        "organization.yaml:4",
        "organization.yaml:5",
        "organization.yaml:12",
        "organization.yaml:16",
    ]


def test_a_missing_environment_variable_is_named() -> None:
    expected = (
        "organization.yaml:5: sources[github].token_env: the environment variable GITHUB_TOKEN is not set"
    )
    assert problems(TEXT, {**ENVIRONMENT, "GITHUB_TOKEN": ""}) == [expected]


def test_an_address_may_come_from_the_environment() -> None:
    text = changed("https://meridian.example.net/", "${JIRA_URL}")
    assert (
        parse(text, {**ENVIRONMENT, "JIRA_URL": "http://127.0.0.1:1/jira"}).sources[0].url.endswith("/jira")
    )
    unset = "organization.yaml:4: sources[jira].url: the environment variable JIRA_URL is not set"
    assert problems(text) == [unset]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("token_env: GITHUB_TOKEN", "token_env: ghp_Sec3t"),
        ("token_env: GITHUB_TOKEN", "token: ghp_Sec3t, token_env: GITHUB_TOKEN"),
        ("https://meridian.example.net/", "https://me:ghp_Sec3t@meridian.example.net/"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(before: str, after: str) -> None:
    assert "ghp_Sec3t" not in "\n".join(problems(changed(before, after)))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "organization.yaml:1: name: is missing"),
        ("[]", "organization.yaml:1: expected fields (name: value), found a list"),
        ("name: a\n\tb: 3", "organization.yaml:2: this is not valid YAML"),
        (
            "name: a\nx: \x01",
            "organization.yaml:2: this is not valid YAML: the character U+0001 is not allowed",
        ),
        ("name: &a [*a]", "organization.yaml:1: name[1]: an alias must not contain itself"),
        ("? [a]\n: 3", "organization.yaml:1: a field name must be text (line 1)"),
        ("name:", "organization.yaml:1: name: expected text, found nothing"),
        ("sources: []", "organization.yaml:1: sources: expected at least one"),
    ],
)
def test_what_is_no_organization_at_all_is_said_too(text: str, problem: str) -> None:
    assert any(line.startswith(problem) for line in problems(text))


def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "organization.yaml"
    path.write_bytes(b"name: \xff\xfe")
    with pytest.raises(ProblemsFound, match="this is not UTF-8 text"):
        read_organization(path, ENVIRONMENT)
