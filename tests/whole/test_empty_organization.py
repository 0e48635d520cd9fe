"""A first night in an organization in which nothing has happened yet is a night like any other."""

from __future__ import annotations

from pathlib import Path

from tests.worlds.story import Story, told

EMPTY = ("handoff", "queue_item", "team_week", "chain", "pull_request")


def test_an_organization_in_which_nothing_has_happened_yet_is_published_whole(tmp_path: Path) -> None:
    with told(Story(), tmp_path, "4 03:00") as home:
        assert home.sql("select is_complete, ticket_count, handoff_count from publish_info") == [(True, 0, 0)]
        for table in EMPTY:
            assert home.sql(f"select count(*) from {table}") == [(0,)], table
        assert home.sql("select count(*) from team") != [(0,)]
        page = (home.published.parent / "report.html").read_text(encoding="utf-8")
        assert "Story" in page
