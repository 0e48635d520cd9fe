"""The job on a real Jira's history: the older extract, then the newer one, with counts that others made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from connectors.sandbox.server.server import serve
from tests.worlds import aea
from tests.worlds.night import Home

VISIBLE = "(select ticket_number, source, ticket_id from core.ticket where gone_at is null)"

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not aea.FOLDER.is_dir(), reason="the recorded Jira is not beside this checkout"),
]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, dict[str, int], dict[str, int]]]:
    """The home after both nights, with the counts of histories after the first one and in the second pull."""
    older, newer = aea.read("2025-01-26"), aea.read("2025-02-05")
    statuses = sorted({row["Status"] for rows in [*older.values(), *newer.values()] for row in rows})
    home = Home(tmp_path_factory.mktemp("aea"), is_dagsters=True)
    first_clock = max(aea.ended_at(rows[0]) for rows in older.values()) + timedelta(minutes=1)
    second_clock = max(aea.ended_at(rows[0]) for rows in newer.values()) + timedelta(minutes=1)
    counts: list[dict[str, int]] = []
    for tickets, clock in ((older, first_clock), (newer, second_clock)):
        with serve(aea.world(tickets), clock) as sandbox:
            home.run(sandbox, aea.organization(statuses))
        run = json.loads((home.data / "last_run.json").read_text(encoding="utf-8"))
        streams = [scope["counts"] for source in run["sources"] for scope in source["scopes"]]
        counts.append(
            {
                f"{stream} {name}": sum(scope.get(stream, {}).get(name, 0) for scope in streams)
                for stream in ("jira_issue", "jira_changelog")
                for name in ("read", "new", "changed", "unchanged", "gone")
            }
        )
    first, second = counts
    yield home, first, second


def test_every_change_of_the_older_extract_is_pulled(
    nights: tuple[Home, dict[str, int], dict[str, int]],
) -> None:
    _, first, _ = nights
    older = aea.read("2025-01-26")
    assert first["jira_issue new"] == len(older) == 690
    assert first["jira_changelog new"] == sum(len(rows) - 1 for rows in older.values()) == 27_136 - 690


def test_the_second_pull_finds_the_206_new_changes_on_62_tickets(
    nights: tuple[Home, dict[str, int], dict[str, int]],
) -> None:
    home, _, second = nights
    assert second["jira_changelog new"] == 206
    assert second["jira_issue new"] == 0
    [(tickets,)] = home.warehouse_sql(
        """
        select count(distinct payload ->> 'issueId') from raw.jira_changelog
        where first_seen_at = (select max(first_seen_at) from raw.jira_changelog)
        """
    )
    assert tickets == 62


def test_17_tickets_are_gone_and_keep_their_history(
    nights: tuple[Home, dict[str, int], dict[str, int]],
) -> None:
    home, _, second = nights
    older, newer = aea.read("2025-01-26"), aea.read("2025-02-05")
    assert second["jira_issue gone"] == 17
    gone = home.warehouse_sql(
        """
        select ticket.key, count(change.change_id)
        from core.ticket as ticket
        left join (select distinct source, ticket_id, change_id from core.ticket_change) as change
            using (source, ticket_id)
        where ticket.gone_at is not null
        group by ticket.key
        order by ticket.key
        """
    )
    assert gone == sorted((key, len(older[key]) - 1) for key in older.keys() - newer.keys())


def test_the_counts_of_the_newer_extract_come_out(
    nights: tuple[Home, dict[str, int], dict[str, int]],
) -> None:
    home, _, _ = nights
    [changes] = home.warehouse_sql(
        f"""
        select
            count(*) filter (where field = 'status'),
            count(*) filter (where field = 'assignee' and from_id is not null and to_id is not null),
            count(distinct ticket_id) filter (
                where field = 'assignee' and from_id is not null and to_id is not null
            ),
            count(distinct change_id)
        from core.ticket_change
        semi join {VISIBLE} as visible using (source, ticket_id)
        """
    )
    assert changes == (6_421, 1_998, 604, 26_582)
    ownership = home.warehouse_sql(
        f"""
        select count(*), count(distinct ticket_number)
        from flow.ownership
        semi join {VISIBLE} as visible using (ticket_number)
        where cause = 'change'
        """
    )
    assert ownership == [(4_067, 656)]


def test_every_visible_ticket_has_one_owner_at_each_instant_and_segments_that_add_up_to_its_lead(
    nights: tuple[Home, dict[str, int], dict[str, int]],
) -> None:
    """To the microsecond, in all three ledgers, from creation to the close, or to as_of."""
    home, _, _ = nights
    [ledger] = home.warehouse_sql(
        f"""
        with step as (
            select
                step.*, ticket.created_at,
                lead(step.from_at, 1, 'infinity') over steps as next_at,
                lag(step.from_at) over steps is null as is_first
            from flow.owned_state as step
            inner join core.ticket as ticket using (ticket_number)
            semi join {VISIBLE} as visible using (ticket_number)
            window steps as (partition by step.ticket_number order by step.from_at)
        )
        select
            count(distinct ticket_number),
            count(*) filter (where owner is null),
            count(*) filter (where to_at is distinct from next_at or to_at <= from_at),
            count(*) filter (where is_first and from_at <> created_at)
        from step
        """
    )
    assert ledger == (673, 0, 0, 0)
    [chains] = home.warehouse_sql(
        f"""
        with total as (
            select ledger, root_number, sum(epoch_us(to_at) - epoch_us(from_at)) as microseconds
            from flow.chain_segment
            group by all
        )
        select
            count(distinct chain.root_number),
            count(*),
            count(*) filter (
                where coalesce(total.microseconds, 0) <> epoch_us(chain.ended_at) - epoch_us(chain.created_at)
            )
        from flow.chain as chain
        cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
        semi join {VISIBLE} as visible on visible.ticket_number = chain.root_number
        left join total on total.ledger = l.ledger and total.root_number = chain.root_number
        """
    )
    assert chains == (673, 3 * 673, 0)


def test_conflicts_slips_and_bulk_edits_are_reported_and_there_are_none(
    nights: tuple[Home, dict[str, int], dict[str, int]],
) -> None:
    """Each 0 is what the recording leaves out, not what the office never did.

    Conflicts: the site has no Team field, and the file puts nobody into a team, so that no two signals speak.
    Slips: the debounce is off, since it asks whether somebody of the owner acted, and nobody's acts are
    recorded; with it on, every short interval would be a slip. Bulk edits: they are one author's, and the
    histories have no author. That nothing is known of who acts is reported too: no action at all is seen,
    and the share of unknown actors is null.
    """
    home, _, _ = nights
    assert home.sql(
        """
        select ownership_conflict_ratio, slip_count, bulk_edit_count, unknown_actor_action_ratio
        from publish_info
        """
    ) == [(0, 0, 0, None)]
    assert home.warehouse_sql(
        """
        select
            (select count(*) from core.ticket_state where team_value is not null),
            (select count(*) from core.team_member),
            (select debounce_seconds from core.organization),
            (select count(*) from core.ticket_change where account_id is not null),
            (select count(*) from flow.action)
        """
    ) == [(0, 0, 0, 0, 0)]
