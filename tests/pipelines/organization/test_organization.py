from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from connectors.jira.source import JiraSource
from pipelines.organization.reading import OrganizationFile, parse_organization, read_organization
from pipelines.organization.yaml_document import ProblemsFound
from tests.worlds.example import ENVIRONMENT, TEXT
from tests.worlds.paths import CHECKOUT

EXAMPLE = CHECKOUT / "organization.example.yaml"


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
    assert landed["sources"] == [
        {"name": "jira", "kind": "jira", "history_from": None, "fields": []},
        {"name": "github", "kind": "github", "history_from": None, "fields": []},
    ]
    assert landed["calendars"] == [
        {
            "id": "us",
            "timezone": "America/New_York",
            "opens": "09:00",
            "closes": "17:00",
            "days": [1, 2, 3, 4, 5],
            "hours": [],
            "holidays": ["2025-07-04"],
            "working_days": [],
        }
    ]
    assert landed["teams"][1] == {
        "id": "ml",
        "name": "Machine Learning",
        "kind": "other",
        "platform_shared": False,
        "names": [{"name": "Machine Learning", "from_at": None, "to_at": None}],
        "calendar": "us",
        "from_at": None,
        "to_at": None,
        "service_level": None,
        "merged_into": None,
        "split_from": None,
        "owns": {
            "jira_projects": [],
            "jira_components": [],
            "jira_labels": [],
            "jira_statuses": [],
            "jira_team_values": [],
            "github_teams": [],
            "github_repositories": [],
            "github_paths": [],
            "dated": [],
        },
        "members": [{"person": "ana", "from_at": "2025-06-01T04:00:00Z", "to_at": None}],
        "agents": [],
    }
    assert landed["people"][0]["accounts"] == [
        {"source": "jira", "account": "acc-1"},
        {"source": "github", "account": "ana-m"},
    ]
    assert landed["bots"] == [{"source": "github", "account": "lint-bot"}]
    assert landed["statuses"] == {
        "work": None,
        "wait": None,
        "todo": None,
        "done": None,
        "blocked": None,
        "owners": [{"status": "Waiting for requester", "owner": "requester"}],
    }
    assert landed["resolutions"]["counted"] is None
    assert {"Won't Do", "Duplicate", "not_planned"} < set(landed["resolutions"]["not_counted"])
    assert landed["ladder"] == ["status", "team", "assignee", "component", "label", "project"]
    assert (landed["debounce_seconds"], landed["excluded_types"]) == (900, None)
    assert landed["production_environments"] == ["prod*"]
    assert landed["detectors"] == ["D1", "D2", "D3", "D4", "D5", "D6"]
    assert (landed["same_handoff_seconds"], landed["request_seconds"]) == (3600, 28800)
    assert (landed["bulk_edit_ticket_count"], landed["conflict_seconds"]) == (20, 28800)
    assert landed["user_facing"] == {
        "jira_projects": [],
        "jira_components": [],
        "jira_labels": [],
        "github_repositories": [],
    }
    assert landed["product_surface"] == {"github_repositories": [], "jira_components": []}


def test_a_team_promises_what_its_service_level_says_and_no_more() -> None:
    promise = "{touch_business_hours: 16, done_business_hours: 37.5, share: 0.85}"
    landed = parse(changed("calendar: us", f"calendar: us\n    service_level: {promise}")).organization
    assert [team["service_level"] for team in landed.as_landed()["teams"]] == [
        {
            "touch_business_hours": 16,
            "start_business_hours": None,
            "done_business_hours": 37.5,
            "share": 0.85,
        },
        None,
    ]


def test_a_team_may_have_an_agent_among_its_members() -> None:
    text = TEXT.replace("bots:", "agents: {github: [ml-helper]}\nbots:").replace(
        "      - {person: ana, from: 2025-06-01}",
        "      - {person: ana, from: 2025-06-01}\n      - {agent: ml-helper, from: 2025-07-01}",
    )
    landed = parse(text).organization.as_landed()
    assert landed["agents"] == [{"source": "github", "account": "ml-helper"}]
    assert [member["person"] for member in landed["teams"][1]["members"]] == ["ana"]
    assert landed["teams"][1]["agents"] == [
        {"source": "github", "account": "ml-helper", "from_at": "2025-07-01T04:00:00Z", "to_at": None}
    ]


def test_a_project_moves_from_team_to_team_with_dates() -> None:
    text = changed("[DATA]", "[{value: DATA, to: 2025-06-01}]").replace(
        "name: Machine Learning",
        "name: Machine Learning\n    owns: {jira_projects: [{value: DATA, from: 2025-06-01}]}",
    )
    data, ml = parse(text).organization.as_landed()["teams"]
    dated = {"kind": "project", "within": "", "value": "DATA"}
    assert data["owns"]["dated"] == [{**dated, "from_at": None, "to_at": "2025-06-01T04:00:00Z"}]
    assert ml["owns"]["dated"] == [{**dated, "from_at": "2025-06-01T04:00:00Z", "to_at": None}]
    assert data["owns"]["jira_projects"] == []


def test_a_teams_names_follow_each_other() -> None:
    text = changed(
        "name: Machine Learning", "name: AI\n    former_names: [{name: Machine Learning, to: 2025-06-01}]"
    )
    assert parse(text).organization.as_landed()["teams"][1]["names"] == [
        {"name": "Machine Learning", "from_at": None, "to_at": "2025-06-01T04:00:00Z"},
        {"name": "AI", "from_at": "2025-06-01T04:00:00Z", "to_at": None},
    ]


def test_a_stay_without_dates_begins_and_ends_with_its_team() -> None:
    successor = (
        "  - {id: lab, name: Lab, from: 2025-06-01, split_from: data, members: [{person: ben}]}\npeople:"
    )
    text = changed("kind: data", "kind: data\n    to: 2025-06-01").replace("people:", successor)
    assert [stay.person for stay in parse(text).organization.teams[-1].members] == ["ben"]
    assert any(
        "'ben' is in 'lab'" in line
        for line in problems(text.replace("to: 2025-06-01\n", "to: 2025-06-02\n", 1))
    )


def test_a_bare_date_begins_at_midnight_in_the_organizations_time_zone() -> None:
    stay = parse(TEXT).organization.as_landed()["teams"][0]["members"][0]
    assert stay == {"person": "ana", "from_at": "2025-01-01T05:00:00Z", "to_at": "2025-06-01T04:00:00Z"}


def test_a_site_says_itself_which_fields_hold_what_one_or_several() -> None:
    fields = "fields: {points: customfield_10016, team: [customfield_10001, customfield_10002]}"
    text = changed("token_env: JIRA_TOKEN}", f"token_env: JIRA_TOKEN, {fields}}}")
    landed = parse(text).organization.as_landed()
    assert landed["sources"][0]["fields"] == [
        {"role": "points", "field_id": "customfield_10016"},
        {"role": "team", "field_id": "customfield_10001"},
        {"role": "team", "field_id": "customfield_10002"},
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            "{points: Story Points}",
            "fields.points[1]: expected the id of one of Jira's fields such as customfield_10016, "
            "found 'Story Points'",
        ),
        ("{point: customfield_1}", "fields.point: unknown field; did you mean 'points'?"),
        ("{team: []}", "fields.team: expected at least one"),
        ("{team: [customfield_1, customfield_1]}", "fields.team: expected each of them once"),
    ],
)
def test_a_field_that_cannot_be_one_is_said_with_its_place(fields: str, problem: str) -> None:
    text = changed("token_env: JIRA_TOKEN}", f"token_env: JIRA_TOKEN, fields: {fields}}}")
    assert problems(text) == [f"organization.yaml:4: sources[jira].{problem}"]


def test_an_organization_without_calendars_works_nine_to_five() -> None:
    text = "\n".join(line for line in TEXT.splitlines() if "calendar" not in line and "{id: us" not in line)
    landed = parse(text).organization.as_landed()
    assert [(one["id"], one["timezone"]) for one in landed["calendars"]] == [("standard", "America/New_York")]
    assert {team["calendar"] for team in landed["teams"]} == {"standard"}


def test_times_of_day_and_answers_without_quotes_stay_what_was_written() -> None:
    text = changed('opens: "09:00", closes: "17:00"', "opens: 10:30, closes: 17:00").replace("ben", "no")
    organization = parse(text).organization
    assert (organization.calendars[0].opens, organization.people[1].id) == ("10:30", "no")


def test_a_rate_is_landed_as_it_is_and_none_is_assumed() -> None:
    assert parse(TEXT).organization.as_landed()["costs"] is None
    organization = parse(TEXT + "costs: {per_waited_hour: 95, currency: EUR}\n").organization
    assert organization.as_landed()["costs"] == {"per_waited_hour": 95.0, "currency": "EUR"}


@pytest.mark.parametrize(
    ("costs", "problem"),
    [
        ("{per_waited_hour: 95}", "costs.currency: is missing"),
        ("{currency: EUR}", "costs.per_waited_hour: is missing"),
        (
            "{per_waited_hour: 95, currency: euros}",
            "costs.currency: expected a currency by its three letters, such as EUR, found 'euros'",
        ),
        (
            "{per_waited_hour: 0, currency: EUR}",
            "costs.per_waited_hour: expected a number, more than 0, found '0'",
        ),
        ("{per_waited_hour: .inf, currency: EUR}", "costs.per_waited_hour: expected a number, found '.inf'"),
        (
            "{per_hour: 95, currency: EUR}",
            "costs.per_hour: unknown field; did you mean 'per_waited_hour'?",
        ),
    ],
)
def test_a_rate_that_cannot_be_one_is_said(costs: str, problem: str) -> None:
    found = problems(TEXT + f"costs: {costs}\n")
    assert any(line.endswith(f": {problem}") for line in found), found


def test_the_landed_organization_says_which_teams_are_asked_to_be_together_and_apart() -> None:
    together = parse(TEXT + "merges: {together: [[data, ml]]}\n").organization.as_landed()
    assert (together["teams_together"], together["teams_apart"]) == ([["data", "ml"]], [])
    apart = parse(TEXT + "merges: {apart: [[ml, data]]}\n").organization.as_landed()
    assert (apart["teams_together"], apart["teams_apart"]) == ([], [["ml", "data"]])


@pytest.mark.parametrize(
    ("merges", "problem"),
    [
        (
            "{together: [[data, mll]]}",
            "merges.together[1][2]: expected the id of a team, found 'mll'; did you mean 'ml'?",
        ),
        ("{apart: [[data]]}", "merges.apart[1]: expected two teams or more"),
        (
            "{together: [[data, ml], [ml, data]]}",
            "merges.together[2][1]: 'ml' is in a list already: each team once",
        ),
        (
            "{together: [[data, ml]], apart: [[ml, data]]}",
            "merges.apart[1][2]: 'data' is to be together with 'ml', too (merges.together)",
        ),
    ],
)
def test_groups_that_cannot_be_asked_for_are_said(merges: str, problem: str) -> None:
    found = problems(TEXT + f"merges: {merges}\n")
    assert any(line.endswith(f": {problem}") for line in found), found


def test_a_shared_platform_cannot_be_asked_to_be_in_a_group() -> None:
    text = changed("  - id: ml\n", "  - id: ml\n    platform_shared: true\n")
    [found] = problems(text + "merges: {together: [[data, ml]]}\n")
    assert found.endswith("merges.together[1][2]: 'ml' is a shared platform, which is in no group")


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
        (
            "calendar: us",
            "calendar: us\n    merged_into: ml",
            "13: teams[data].merged_into: needs the day on which it happened: the team's to",
        ),
        (
            "calendar: us",
            "calendar: us\n    from: 2025-01-01\n    split_from: mll",
            "14: teams[data].split_from: expected the id of another team, found 'mll'; did you mean 'ml'?",
        ),
        (
            "calendar: us",
            "calendar: us\n    to: 2026-01-01\n    merged_into: data",
            "14: teams[data].merged_into: goes in a circle: data → data",
        ),
        (
            "calendar: us",
            "calendar: us\n    from: 2025-01-01\n    former_names: [{name: Old, to: 2024-01-01}]",
            "14: teams[data].former_names[Old].to: must be after from (2025-01-01), found 2024-01-01",
        ),
        (
            "name: Machine Learning",
            "name: Machine Learning\n    owns: {jira_projects: [{value: DATA, from: 2025-06-01}]}",
            "19: teams[ml].owns.jira_projects[1]: 'DATA' is owned by 'data' already (line 13)",
        ),
        (
            "name: Machine Learning",
            "name: Machine Learning\n    owns: {jira_statuses: [{value: X, from: 2025-06-01, "
            "to: 2025-01-01}]}",
            "19: teams[ml].owns.jira_statuses[1].to: must be after from (2025-06-01), found 2025-01-01",
        ),
        (
            "meridian/data]",
            "meridian data]",
            "13: teams[data].owns.github_teams[1]: expected organization/name, "
            "such as meridian/data-engineering, found 'meridian data'",
        ),
        (
            "holidays: [2025-07-04]",
            "country: UX",
            "7: calendars[us].country: expected a country's ISO 3166 code such as DE, found 'UX'",
        ),
        (
            "holidays: [2025-07-04]",
            "country: DE, subdivision: BX",
            "7: calendars[us].subdivision: expected a part of DE, found 'BX'",
        ),
        (
            "holidays: [2025-07-04]",
            'hours: {fri: {opens: "12:00", closes: "09:00"}}',
            "7: calendars[us].hours.fri.closes: must be later than opens (12:00), found '09:00'",
        ),
        (
            "holidays: [2025-07-04]",
            'hours: {fry: {opens: "08:00", closes: "09:00"}}',
            "7: calendars[us].hours.fry: expected one of mon, tue, wed, thu, fri, sat or sun, found 'fry'; "
            "did you mean 'fri'?",
        ),
        (
            "statuses: {owners",
            "statuses: {work: [Doing], wait: [Doing], owners",
            "25: statuses.wait[1]: 'Doing' is in work already: one list for each",
        ),
        (
            "statuses: {owners",
            "statuses: {wait: [Stuck], blocked: [Stuck], owners",
            "25: statuses.blocked[1]: 'Stuck' is in wait already: one list for each",
        ),
        (
            "calendar: us",
            "calendar: us\n    service_level: {touch_business_hours: 16}",
            "13: teams[data].service_level.share: is missing",
        ),
        (
            "calendar: us",
            "calendar: us\n    service_level: {touch_business_hours: 16, share: 85}",
            "13: teams[data].service_level.share: expected a number, 1 or less, found '85'",
        ),
        (
            "calendar: us",
            "calendar: us\n    service_level:\n      done_business_hours: 0\n      share: 0.85",
            "14: teams[data].service_level.done_business_hours: expected a number, more than 0, found '0'",
        ),
        (
            "calendar: us",
            "calendar: us\n    service_level: {start_business_hours: two days, share: 0.85}",
            "13: teams[data].service_level.start_business_hours: expected a number, found 'two days'",
        ),
        (
            "calendar: us",
            "calendar: us\n    service_level: {share: 0.85}",
            "13: teams[data].service_level: expected touch_business_hours, start_business_hours or "
            "done_business_hours beside share",
        ),
        (
            "calendar: us",
            "calendar: us\n    service_level: {wait_business_hours: 16, share: 0.85}",
            "13: teams[data].service_level.wait_business_hours: unknown field; "
            "did you mean 'start_business_hours'?",
        ),
        (
            "statuses: {owners",
            "handoffs: {detectors: [D1, D7]}\nstatuses: {owners",
            "25: handoffs.detectors[2]: expected one of D1, D2, D3, D4, D5 or D6, found 'D7'",
        ),
        (
            "statuses: {owners",
            "ownership: {bulk_edit_tickets: 1}\nstatuses: {owners",
            "25: ownership.bulk_edit_tickets: expected a number, 2 or more, found '1'",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_field(before: str, after: str, problem: str) -> None:
    found = problems(changed(before, after))
    assert any(line.startswith(f"organization.yaml:{problem}") for line in found), found


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
        (
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
                for before, name in pairwise("abcdefghi")
            ),
            "organization.yaml:6: f: its aliases stand for more than 500,000 values",
        ),
        (
            "name: a\nx: " + "[" * 5000 + "]" * 5000,
            "organization.yaml:2: this is nested more than 30 levels deep",
        ),
        (
            "".join(f"{' ' * level}k:\n" for level in range(3000)),
            "organization.yaml:31: this is nested more than 30 levels deep",
        ),
    ],
)
def test_what_is_no_organization_at_all_is_said_too(text: str, problem: str) -> None:
    assert any(line.startswith(problem) for line in problems(text))


def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "organization.yaml"
    path.write_bytes(b"name: \xff\xfe")
    with pytest.raises(ProblemsFound, match="this is not UTF-8 text"):
        read_organization(path, ENVIRONMENT)


def test_a_jira_site_without_a_user_takes_a_bearer_token() -> None:
    jira = parse(changed("user_env: JIRA_USER, token_env", "token_env")).sources[0]
    assert isinstance(jira, JiraSource)
    assert (jira.user, jira.token) == ("", "jira-secret")
    assert parse(TEXT).organization.sources[0].variables == ("JIRA_USER", "JIRA_TOKEN")


def test_a_jira_site_has_its_own_query_proxy_and_certificates(tmp_path: Path) -> None:
    (tmp_path / "company.pem").touch()
    extra = f"jql: labels = data, proxy: '${{PROXY}}', ca_bundle: {tmp_path}/company.pem"
    text = changed("token_env: JIRA_TOKEN}", f"token_env: JIRA_TOKEN, {extra}}}")
    jira = parse(text, {**ENVIRONMENT, "PROXY": "http://me:secret@proxy:3128"}).sources[0]
    assert isinstance(jira, JiraSource)
    assert (jira.jql, jira.proxy) == ("labels = data", "http://me:secret@proxy:3128")
    assert "secret" not in repr(jira)
    (tmp_path / "company.pem").unlink()
    assert problems(text) == [
        f"organization.yaml:4: sources[jira].ca_bundle: there is no file {tmp_path}/company.pem",
        "organization.yaml:4: sources[jira].proxy: the environment variable PROXY is not set",
    ]
