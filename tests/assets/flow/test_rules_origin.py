"""Where the work of machine learning comes from: over links, at most four, to a user or whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.worlds.landed_jira import HandMade, Json, march
from tests.worlds.night import Home

ORGANIZATION = """\
name: By hand
timezone: UTC
sources: [{name: jira, kind: jira, url: "https://hand.example.net", user_env: U, token_env: T%s}]
teams:
  - {id: ml, name: Learning, kind: ml, owns: {jira_projects: [ML]}, members: [{person: mia}]}
  - {id: known, name: Known, kind: ml, owns: {jira_projects: [KNO]}, members: [{person: kim}]}
  - {id: unsure, name: Unsure, kind: ml, owns: {jira_projects: [UNS]}}
  - {id: app, name: App, owns: {jira_projects: [APP]}, members: [{person: pat}]}
  - {id: base, name: Base, platform_shared: true, owns: {jira_projects: [BAS]}, members: [{person: plo}]}
people:
  - {id: mia, accounts: {jira: [acc-mia]}}
  - {id: kim, accounts: {jira: [acc-kim]}}
  - {id: pat, accounts: {jira: [acc-pat]}}
  - {id: plo, accounts: {jira: [acc-plo]}}
customers: {jira: [acc-cus]}
user_facing: {jira_projects: [SUP], jira_labels: [heard-from-users]}
"""
KINDS = {
    "blocks": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"},
    "clones": {"name": "Cloners", "inward": "is cloned by", "outward": "clones"},
    "relates to": {"name": "Relates", "inward": "relates to", "outward": "relates to"},
    "causes": {"name": "Problem/Incident", "inward": "is caused by", "outward": "causes"},
}


class Tracker(HandMade):
    """Tickets in the order of their creation, an hour apart, and links between them."""

    def __init__(self) -> None:
        projects = ["ML", "KNO", "UNS", "APP", "BAS", "SUP"]
        super().__init__(projects={str(100 + at): key for at, key in enumerate(projects)})
        self.links: dict[str, list[Json]] = {}

    def ticket(self, project: str, reporter: str | None, **shown: object) -> str:
        number = len(self.issues) + 1
        key = f"{project}-{number}"
        self.links[key] = []
        created = march(3 + number // 24, number % 24)
        reported = {"accountId": f"acc-{reporter}"} if reporter else None
        self.issue(number, key, created=created, reporter=reported, issuelinks=self.links[key], **shown)
        return key

    def link(self, this: str, says: str, other: str) -> None:
        """`this` does to `other` what it says."""
        id_ = str(900 + sum(map(len, self.links.values())))
        for key, side, end in ((this, "outwardIssue", other), (other, "inwardIssue", this)):
            far = {"id": end.split("-")[1], "key": end}
            self.links[key].append({"id": id_, "type": KINDS[says], side: far})

    def chain(self, length: int, reporter: str, project: str) -> str:
        """A ticket of machine learning that goes back to a reporter's over so many clones."""
        keys = [self.ticket(project, reporter)]
        keys += [self.ticket("APP", "pat") for _ in range(length - 1)]
        keys.append(self.ticket("ML", "mia"))
        for before, after in pairwise(keys):
            self.link(after, "clones", before)
        return keys[-1]


jira = Tracker()

report = jira.ticket("SUP", "cus")
fix = jira.ticket("ML", "mia")
jira.link(fix, "blocks", report)
for_a_customer = jira.ticket("SUP", "nobody")
jira.link(for_the_desk := jira.ticket("ML", "mia"), "relates to", for_a_customer)
labelled = jira.ticket("ML", "mia", labels=["heard-from-users"])

asked = jira.ticket("APP", "pat")
jira.link(asked, "causes", incident := jira.ticket("ML", "mia"))
jira.link(incident, "blocks", jira.ticket("BAS", "plo"))
platforms = jira.ticket("ML", "plo")
own = jira.ticket("ML", "mia")
nobodys = jira.ticket("ML", None)
jira.link(jira.ticket("SUP", "cus"), "relates to", own)
epic = jira.ticket("APP", "pat")
child = jira.ticket("ML", "mia", parent={"id": epic.split("-")[1], "key": epic})

first, second, third = (jira.ticket("ML", who) for who in ("pat", "mia", "mia"))
jira.link(first, "blocks", second)
jira.link(second, "clones", third)
jira.link(third, "blocks", first)

over_four, over_five = jira.chain(4, "cus", "SUP"), jira.chain(5, "cus", "SUP")
over_five_of_a_team = jira.chain(5, "pat", "APP")

of_ten = [jira.ticket("KNO", None if at < 3 else "kim") for at in range(10)]
too_few_of_ten = [jira.ticket("UNS", None if at < 4 else "kim") for at in range(10)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("origin"))
    home.run_with(jira.sources(organization=ORGANIZATION))
    yield home


def origin(home: Home, key: str) -> str:
    [(found,)] = home.warehouse_sql(
        f"select origin from flow.ml_origin inner join core.ticket using (ticket_number) where key = '{key}'"
    )
    return str(found)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (fix, "customer"),
        (for_the_desk, "support"),
        (labelled, "support"),
        (platforms, "platform"),
        (own, "self"),
        (nobodys, "unknown"),
        (child, "product"),
    ],
    ids=["blocks a report", "relates to a desk's", "labelled", "of a platform", "own", "nobody's", "child"],
)
def test_work_comes_from_the_user_or_from_whoever_asked(home: Home, key: str, expected: str) -> None:
    assert origin(home, key) == expected


def test_of_two_beginnings_the_older_counts(home: Home) -> None:
    """A product's ticket caused it, and a platform's, younger, waits for it."""
    assert origin(home, incident) == "product"


def test_a_younger_report_that_relates_to_it_is_not_where_it_came_from(home: Home) -> None:
    assert origin(home, own) == "self"


@pytest.mark.parametrize("key", [first, second, third])
def test_of_a_circle_the_oldest_ticket_counts(home: Home, key: str) -> None:
    """The first blocks the second, a clone of the third, which blocks the first: App asked for that."""
    assert origin(home, key) == "product"


def test_four_links_are_followed_and_a_fifth_is_unknown(home: Home) -> None:
    assert origin(home, over_four) == "customer"
    assert origin(home, over_five) == "unknown"
    assert origin(home, over_five_of_a_team) == "unknown"


def test_a_third_of_unknown_origins_leaves_no_headline(home: Home) -> None:
    """3 of 10 are as many as may be unknown, 4 of 10 are too many; what is known is counted all the same."""
    assert home.sql(
        "select team_id, item_count, unknown_origin_count, unknown_origin_share, is_headline, "
        "self_origin_count, self_origin_share, customer_origin_share "
        "from ml_distance where period = 'all' and team_id <> 'ml' order by 1"
    ) == [
        ("known", 10, 3, 0.3, True, 7, 0.7, 0),
        ("unsure", 10, 4, 0.4, False, 6, None, None),
    ]


def test_what_no_setting_says_is_unknown_and_not_nothing(home: Home) -> None:
    """No repository is called the product's surface here, and nobody owns it."""
    assert home.sql(
        "select count(self_ship_share), count(review_adjacency_share), count(isolation_index) "
        "from ml_distance"
    ) == [(0, 0, 0)]


def test_a_report_waits_for_the_team_until_somebody_touches_it(home: Home) -> None:
    """Four reports, one of which the team's own label makes; the one that five links lead to is too far."""
    assert home.sql(
        "select user_item_count, touched_count, waiting_count, user_to_touch_hours_p50, hops_p50 "
        "from ml_distance where period = 'all' and team_id = 'ml'"
    ) == [(4, 0, 4, None, None)]
