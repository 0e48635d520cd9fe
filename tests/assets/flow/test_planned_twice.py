"""What an organization plans in GitHub is what it would be in Jira: one story, told by both, gives equal tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.worlds.landed_jira import END
from tests.worlds.night import Home
from tests.worlds.planned_twice import FIRST_LOOK, IN_GITHUB, IN_JIRA, in_github, in_jira


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    jira, github = (Home(tmp_path_factory.mktemp(name)) for name in ("jira", "github"))
    jira.run_with(in_jira().sources(organization=IN_JIRA))
    first, last = in_github()
    github.run_with(first.sources(IN_GITHUB, now=FIRST_LOOK))
    github.run_with(last.sources(IN_GITHUB, now=END))
    yield jira, github

def test_x(homes):
    jira, github = homes
    import duckdb
    for t in ["core.ticket","core.ticket_change","core.ticket_value","core.ticket_tag","core.blocker","core.ticket_link","core.sprint","core.ticket_type","core.field_role","core.field_value","core.field_coverage","flow.ticket_epic"]:
        for h in homes:
            print("##", t)
            for r in h.warehouse_sql(f"select * from {t}"): print(r)
    for t in ["handoff","chain","sprint","work_item","blocked_time","queue_item"]:
        a,b=(h.sql(f"select * from {t}") for h in homes)
        cols=[c[0] for c in jira.sql(f"select column_name from information_schema.columns where table_name='{t}' order by ordinal_position")]
        print("##", t, len(a), len(b))
        for x,y in zip(sorted(a,key=str),sorted(b,key=str)):
            for c,i,j in zip(cols,x,y):
                if i!=j: print("   ",c,i,j)
    assert 0
