"""A Jira site whose histories contradict themselves, their tickets, and the order of time."""

from __future__ import annotations

import random
from datetime import timedelta

from tests.worlds.landed_jira import HandMade, Json, item, march

STATUS_IDS = ("1", "3", "5")
DONE = "5"
ACCOUNTS = ("acc-ana", "acc-ben", "acc-dan")
STEPS = (timedelta(0), timedelta(seconds=1), timedelta(minutes=5), timedelta(hours=7), timedelta(days=1))


def contradicting(seed: int, tickets: int = 80) -> HandMade:
    """Tickets with up to six changes each, of anything by anybody, some from before their creation."""
    dice = random.Random(seed)
    jira = HandMade(projects={"100": "PAY", "200": "DATA", "300": "TRI"})
    jira.streams["jira_user"] = [
        {"id": account, "accountId": account, "accountType": "atlassian"} for account in ACCOUNTS
    ]
    for number in range(1, tickets + 1):
        status, holder = dice.choice(STATUS_IDS), dice.choice((None, *ACCOUNTS))
        fields: Json = {"resolution": {"id": "1", "name": "Done"}} if status == DONE else {}
        ticket = jira.issue(
            number,
            f"{dice.choice(('PAY', 'DATA', 'TRI'))}-{number}",
            created=march(dice.randint(1, 12), dice.randint(6, 20)),
            status=jira.status(status),
            assignee=None if holder is None else {"accountId": holder},
            **fields,
        )
        at = march(dice.randint(3, 15), 9)
        for _ in range(dice.randint(0, 6)):
            change = 1000 + len(jira.histories)
            jira.change(ticket, change, at, *_items(dice), author=dice.choice((None, *ACCOUNTS)))
            at += dice.choice(STEPS)
    return jira


def _items(dice: random.Random) -> list[Json]:
    items: list[Json] = []
    if dice.random() < 0.8:
        before, after = dice.choice(STATUS_IDS), dice.choice(STATUS_IDS)
        items.append(item("status", before, after, field_id="status"))
        if after == DONE and dice.random() < 0.8:
            items.append(item("resolution", None, "Done", by="both", field_id="resolution"))
    if not items or dice.random() < 0.5:
        before_, after_ = dice.choice((None, *ACCOUNTS)), dice.choice((None, *ACCOUNTS))
        items.append(item("assignee", before_, after_, field_id="assignee"))
    return items
