"""What an erasure does to records that were landed, and to those that come after it."""

from __future__ import annotations

import json
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.erasure.erased import Erased
from connectors.erasure.erasing import erase, finish_started
from connectors.erasure.ledger import read_ledger, write_ledger
from connectors.erasure.person import People
from connectors.errors import HomeDamaged
from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.places import Places
from tests.worlds.erasing import JANE, NAMESAKE, NIGHT, NUMBER, RECORDS, land, landed_home


def landed(places: Places, stream: str) -> dict[str, Any]:
    files = sorted(places.landing.glob(f"*/*/*/{stream}.parquet"))
    rows = [row for file in files for row in pq.read_table(file, partitioning=None).to_pylist()]
    return {row["id"]: json.loads(row["payload"]) for row in rows}


@pytest.fixture
def erased(tmp_path: Path) -> Places:
    places = landed_home(tmp_path)
    [jane] = People(places.landing).found("jane")
    erase(places, jane)
    return places


def test_accounts_of_one_person_are_found_by_any_of_their_names(tmp_path: Path) -> None:
    people = People(landed_home(tmp_path).landing)
    for words in (
        "jane",
        "Jane Doe",
        "JANE@corp.example",
        f"jira:{JANE}",
        "github:Jane-Doe",
        "github:5000137",
    ):
        [found] = people.found(words)
        assert found.accounts == {("jira", JANE), ("github", "5000137")}
        assert found.people == {"jane"}
    assert people.found("Jane") == []


def test_the_person_goes_and_what_is_not_the_person_stays(erased: Places) -> None:
    issues = landed(erased, "jira_issue")
    assert issues["1"]["fields"]["assignee"]["accountId"].startswith("erased-")
    assert issues["1"]["fields"]["labels"][0].startswith("erased-")
    assert issues["1"]["fields"]["labels"][1] == "jane-doe-x"
    assert issues["2"] == dict(RECORDS["jira", "jira_issue"])["2"]
    assert issues["3"]["fields"]["sprint"][0]["name"].endswith("'s sprint")
    assert "Jane" not in issues["3"]["fields"]["sprint"][0]["name"]
    # A number is a person's only where a person stands.
    assert issues["3"]["fields"]["sprint"][0]["id"] == NUMBER
    assert landed(erased, "jira_changelog")["8"] == dict(RECORDS["jira", "jira_changelog"])["8"]
    pull_request = landed(erased, "github_pull_request")["9"]
    assert pull_request["author"]["databaseId"] > NUMBER
    assert pull_request["reviewer"]["databaseId"] == NUMBER
    assert pull_request["fromRepository"]["databaseId"] == NUMBER
    assert "jane" not in pull_request["headRefName"]
    assert landed(erased, "jira_user")[NAMESAKE] == dict(RECORDS["jira", "jira_user"])[NAMESAKE]


def test_what_belonged_together_still_does(erased: Places) -> None:
    [account] = [id_ for id_ in landed(erased, "jira_user") if id_ != NAMESAKE]
    issue, change = landed(erased, "jira_issue")["1"], landed(erased, "jira_changelog")["7"]
    assert issue["fields"]["assignee"]["accountId"] == account
    assert change["items"][0]["from"] == account
    [number] = [id_ for id_ in landed(erased, "github_user") if id_ != "77"]
    login = landed(erased, "github_user")[number]["login"]
    assert str(landed(erased, "github_pull_request")["9"]["author"]["databaseId"]) == number
    assert landed(erased, "github_codeowners")["9"]["rules"][0]["owners"] == [f"@{login}", "@o/t"]
    organization = landed(erased, "organization")["organization"]
    [person] = organization["people"]
    assert person["accounts"][0]["account"] == account
    assert person["accounts"][1]["account"] == login
    assert organization["teams"][0]["members"][0]["person"] == person["id"]
    address = landed(erased, "jira_user")[account]["emailAddress"]
    emails = landed(erased, "github_email")
    # Accounts are joined by the same addresses as before, and by none that a vendor makes up.
    assert address in {email["email"] for email in emails.values()}
    assert sum("noreply" in email["email"] for email in emails.values()) == 1
    assert set(emails) == {f"{email['databaseId']} {email['email']}" for email in emails.values()}


def test_digests_of_addresses_and_logins_belong_to_the_pseudonyms_then(erased: Places) -> None:
    [event] = landed(erased, "github_pull_request")["9"]["timeline"]
    account = landed(erased, "github_pull_request")["9"]["author"]["databaseId"]
    assert event["authorId"] == account
    assert event["coAuthors"][0] == {"databaseId": account}
    addresses = {email["email"] for email in landed(erased, "github_email").values()}
    assert event["coAuthors"][1]["addressDigest"] in {sha256(one.encode()).hexdigest() for one in addresses}
    login = landed(erased, "github_user")[str(account)]["login"]
    assert event["mentions"] == [sha256(one.encode()).hexdigest() for one in (login, "somebody")]


def test_what_a_source_shows_again_is_no_news(erased: Places) -> None:
    landing = Landing(erased.landing, renaming=Erased(erased.erasures).renaming)
    assert land(landing) == sum(map(len, RECORDS.values()))


def test_a_new_name_of_an_erased_account_does_not_come_in(erased: Places) -> None:
    landing = Landing(erased.landing, renaming=Erased(erased.erasures).renaming)
    renamed = {"__typename": "User", "databaseId": NUMBER, "login": "jane-roe", "name": "Jane Roe"}
    with landing.walk("github", "later", "1", NIGHT) as walk:
        walk.land("github_user", [Record(str(NUMBER), renamed)])
        walk.finish(NIGHT, {})
    assert "roe" not in str(landed(erased, "github_user"))


def test_an_erasure_that_was_only_noted_is_finished_and_twice_is_as_once(
    erased: Places, tmp_path: Path
) -> None:
    ledger = read_ledger(erased.erasures)
    assert ledger is not None
    again = landed_home(tmp_path / "again")
    for one in ledger.erasures:
        one.state = "started"
    write_ledger(again.erasures, ledger)
    finish_started(again)
    for stream in ("jira_user", "jira_issue", "github_email", "organization"):
        assert landed(again, stream) == landed(erased, stream)
    finish_started(again)
    found = read_ledger(again.erasures)
    assert found is not None
    assert not found.is_unfinished


def test_the_ledger_says_nothing_of_whom_it_is_about_and_is_private(erased: Places) -> None:
    text = (erased.erasures / "ledger.json").read_text().lower()
    assert not any(word in text for word in ("jane", "712020", "5000137", "corp"))
    modes = {
        path: stat.S_IMODE(path.stat().st_mode) for path in (erased.erasures, *erased.erasures.iterdir())
    }
    assert {path.name: mode & 0o077 for path, mode in modes.items() if mode & 0o077} == {}


def test_without_the_key_nothing_is_landed(erased: Places) -> None:
    (erased.erasures / "key").unlink()
    landing = Landing(erased.landing, renaming=Erased(erased.erasures).renaming)
    with pytest.raises(HomeDamaged, match="whoever was erased would come back"):
        landing.walk("jira", "site", "1", NIGHT)
