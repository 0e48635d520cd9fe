"""The organization file with some teams as one: what they owned and who was in them, when."""

from __future__ import annotations

from typing import Any

from pipelines.cli.whatif_teams import with_one_team

FIELDS = (
    *("jira_projects", "jira_labels", "jira_statuses", "jira_team_values"),
    *("github_teams", "github_repositories", "jira_components", "github_paths"),
)
MARCH, JUNE = "2025-03-01T00:00:00Z", "2025-06-01T00:00:00Z"


def team(team_id: str, **more: Any) -> dict[str, Any]:
    owns = {field: [] for field in FIELDS} | {"dated": []} | more.pop("owns", {})
    return {
        "id": team_id,
        "name": team_id.title(),
        "names": [{"name": team_id.title(), "from_at": None, "to_at": None}],
        "kind": "other",
        "from_at": None,
        "to_at": None,
        "merged_into": None,
        "split_from": None,
        "members": [],
        **more,
        "owns": owns,
    }


def organization(*teams: dict[str, Any], **more: Any) -> dict[str, Any]:
    statuses = {"owners": more.pop("owners", [])}
    return {"teams": list(teams), "statuses": statuses, "teams_together": [], "teams_apart": [], **more}


def stay(person: str, from_at: str | None = None, to_at: str | None = None) -> dict[str, Any]:
    return {"person": person, "from_at": from_at, "to_at": to_at}


def claims(one: dict[str, Any]) -> set[tuple[Any, ...]]:
    return {
        (each["kind"], each["within"], each["value"], each["from_at"], each["to_at"])
        for each in one["owns"]["dated"]
    }


def test_one_team_owns_what_each_owned_and_as_long() -> None:
    owns = {
        "jira_projects": ["DATA"],
        "jira_components": [{"project": "DATA", "component": "etl"}],
        "dated": [{"kind": "label", "within": "", "value": "lake", "from_at": MARCH, "to_at": JUNE}],
    }
    found = with_one_team(
        organization(
            team("data", owns=owns, kind="data"),
            team("ml", from_at=MARCH, owns={"github_paths": [{"repository": "a/b", "path": "/x"}]}),
        ),
        ["data", "ml"],
    )
    [one] = found["teams"]
    assert (one["id"], one["name"], one["kind"], one["from_at"]) == ("data", "Data + Ml", "data", None)
    assert claims(one) == {
        ("project", "", "DATA", None, None),
        ("component", "DATA", "etl", None, None),
        ("label", "", "lake", MARCH, JUNE),
        ("path", "a/b", "/x", MARCH, None),
        ("team_value", "", "Data", None, None),
        ("team_value", "", "Ml", MARCH, None),
    }
    assert [one["owns"][field] for field in FIELDS] == [[]] * len(FIELDS)


def test_a_name_that_another_team_claims_stays_theirs() -> None:
    other = team("other", owns={"jira_team_values": ["Ml"]})
    found = with_one_team(organization(team("data"), other, team("ml")), ["ml", "data"])
    assert [each["id"] for each in found["teams"]] == ["ml", "other"]
    assert claims(found["teams"][0]) == {("team_value", "", "Data", None, None)}


def test_whoever_moved_between_the_teams_stayed_in_the_one() -> None:
    data = team("data", members=[stay("ann", None, MARCH), stay("bob"), stay("cy", None, MARCH)])
    ml = team("ml", members=[stay("ann", MARCH), stay("cy", JUNE), stay("dee", MARCH, JUNE)])
    [one] = with_one_team(organization(data, ml), ["data", "ml"])["teams"]
    assert one["members"] == [
        stay("ann"),
        stay("bob"),
        stay("cy", None, MARCH),
        stay("cy", JUNE),
        stay("dee", MARCH, JUNE),
    ]


def test_what_refers_to_one_of_them_refers_to_the_one() -> None:
    found = with_one_team(
        organization(
            *(team("data"), team("ml"), team("web")),
            team("old", to_at=MARCH, merged_into="ml"),
            owners=[{"status": "Review", "owner": "ml"}, {"status": "Asked", "owner": "requester"}],
            teams_together=[["ml", "web"], ["data", "ml"]],
            teams_apart=[["data", "ml", "web"]],
        ),
        ["data", "ml"],
    )
    assert {each["id"]: each["merged_into"] for each in found["teams"]} == {
        "data": None,
        "web": None,
        "old": "data",
    }
    assert [each["owner"] for each in found["statuses"]["owners"]] == ["data", "requester"]
    assert (found["teams_together"], found["teams_apart"]) == ([["data", "web"]], [["data", "web"]])
