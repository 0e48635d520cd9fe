from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.github.records import reduce_pull_request
from tests.worlds.github_stub import BEN, DATA, LINT, commit, event, pull_request


def reduced(
    timeline: tuple[dict[str, Any], ...] = (), **fields: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    node = pull_request(1, timeline=timeline, **fields)
    made = reduce_pull_request(node, node["timelineItems"])
    return made.payload, made.users


def test_people_become_ids_and_are_told_apart_in_the_users() -> None:
    review = {"__typename": "PullRequestReview", "id": "R1", "author": BEN, "state": "APPROVED"}
    payload, users = reduced((review, event("MergedEvent", 1, actor=LINT)), mergedBy=LINT)
    assert payload["author"] == {"__typename": "User", "databaseId": 11}
    assert payload["mergedBy"] == {"__typename": "Bot", "databaseId": 90}
    assert [item.get("author") or item.get("actor") for item in payload["timelineItems"]["nodes"]] == [
        {"__typename": "User", "databaseId": 12},
        {"__typename": "Bot", "databaseId": 90},
    ]
    assert users == {
        "11": {"databaseId": 11, "login": "ana", "__typename": "User", "name": "Ana"},
        "12": {"databaseId": 12, "login": "ben", "__typename": "User", "name": "Ben"},
        "90": {"databaseId": 90, "login": "lint", "__typename": "Bot", "name": None},
    }


def test_an_account_that_is_gone_stays_null() -> None:
    payload, users = reduced((event("ClosedEvent", 1, actor=None),), author=None)
    assert payload["author"] is None
    assert payload["timelineItems"]["nodes"][0]["actor"] is None
    assert users == {}


def test_a_commit_keeps_its_account_and_loses_its_words() -> None:
    payload, users = reduced((commit(1, "DATA-7 the words", BEN),))
    kept = payload["timelineItems"]["nodes"][0]["prCommit"]
    assert kept["author"] == {"user": {"__typename": "User", "databaseId": 12}}
    assert "message" not in kept
    assert "12" in users


def test_the_address_of_a_matched_commit_is_kept_apart_from_it_and_any_other_not_at_all() -> None:
    matched, unmatched = commit(1, "x", BEN), commit(2, "y")
    matched["prCommit"]["author"]["email"] = "Ben@Example.org "
    unmatched["prCommit"]["author"] = {"email": "somebody@example.org", "user": None}
    node = pull_request(1, timeline=(matched, unmatched))
    made = reduce_pull_request(node, node["timelineItems"])
    assert made.emails == {"12 ben@example.org": {"databaseId": 12, "email": "ben@example.org"}}
    assert "@" not in json.dumps([made.payload, made.users])


def test_a_commit_without_an_account_has_no_user() -> None:
    item = commit(1, "x")
    item["prCommit"]["author"] = None
    assert reduced((item,))[0]["timelineItems"]["nodes"][0]["prCommit"]["author"] == {"user": None}


def test_a_team_asked_for_review_keeps_its_slug() -> None:
    asked = event("ReviewRequestedEvent", 1, requestedReviewer=DATA)
    payload, users = reduced(
        (asked,), reviewRequests={"nodes": [{"asCodeOwner": True, "requestedReviewer": DATA}]}
    )
    assert payload["timelineItems"]["nodes"][0]["requestedReviewer"] == DATA
    assert payload["reviewRequests"]["nodes"] == [{"asCodeOwner": True, "requestedReviewer": DATA}]
    assert "51" not in users


def test_ticket_keys_come_from_branch_title_and_headlines_once_each() -> None:
    payload, _ = reduced(
        (commit(1, "DATA-7: one"), commit(2, "DATA-7: two"), commit(3, "data-9 in small letters")),
        headRefName="feature/data-7-app_x-1",
        title="DATA-7 and APP-12",
        body="Fixes ML-3, not aML-4",
    )
    assert payload["ticketKeys"] == [
        {"key": "DATA-7", "in": "branch"},
        {"key": "APP_X-1", "in": "branch"},
        {"key": "DATA-7", "in": "title"},
        {"key": "APP-12", "in": "title"},
        {"key": "ML-3", "in": "body"},
        {"key": "DATA-7", "in": "commit", "at": "2025-03-03T09:00:00Z"},
    ]


def test_a_ticket_key_begins_behind_an_underscore_too() -> None:
    for branch, keys in (
        ("feature_DATA-1", ["FEATURE_DATA-1", "DATA-1"]),
        ("v2_data-6", ["V2_DATA-6", "DATA-6"]),
        ("xdata-1", ["XDATA-1"]),
    ):
        payload, _ = reduced((), headRefName=branch, title="", body="")
        assert [found["key"] for found in payload["ticketKeys"]] == keys, branch


def test_no_words_names_or_logins_are_left() -> None:
    payload, _ = reduced((commit(1, "a headline"), event("ReopenedEvent", 2)), title="a title")
    text = json.dumps(payload)
    for word in (
        "a headline",
        "a title",
        "More words that are not kept",
        "ana",
        "Ana",
        "title",
        "login",
        "email",
    ):
        assert f'"{word}"' not in text


def test_items_that_two_pages_share_are_kept_once() -> None:
    payload, _ = reduced((event("ReopenedEvent", 1), event("ReopenedEvent", 1)))
    assert len(payload["timelineItems"]["nodes"]) == 1


def test_the_payload_does_not_depend_on_how_the_timeline_was_paged() -> None:
    node = pull_request(1, timelineItems={"pageInfo": {"hasNextPage": True, "endCursor": "x"}, "nodes": []})
    assert reduce_pull_request(node, []).payload["timelineItems"] == {"nodes": []}


def test_a_node_without_what_was_asked_for_is_refused() -> None:
    node = pull_request(1)
    del node["author"]
    with pytest.raises(KeyError):
        reduce_pull_request(node, [])
