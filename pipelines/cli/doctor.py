"""`baton doctor`: what was found of each source, and what makes the numbers doubtful."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.cli.exit_codes import ExitCode, Failed
from pipelines.cli.sql import published_file
from pipelines.settings import Settings, SettingsError

# A pipe has no width of its own: wide enough that messages stay on a line or two.
PIPED_WIDTH = 160

SOURCES = """
    select source, coalesce(flavour, kind) || coalesce(' ' || version, '') as "what it is",
        whole_scope_count || ' of ' || scope_count as "read whole",
        coalesce(strftime(oldest_whole_at, '%Y-%m-%d %H:%M'), 'never') as "as fresh as (UTC)",
        ticket_count as tickets, pull_request_count as "pull requests", skipped_count as skipped
    from source
    order by source
"""
SCOPES = """
    select source, name, state, coalesce(strftime(whole_at, '%Y-%m-%d %H:%M'), 'never') as "read whole (UTC)",
        message
    from scope
    where state not in ('whole', 'left out')
    order by source, name
"""
FIELDS = """
    select source, role, name || ' (' || field_id || ')' as field, found_by as "found by",
        sum(filled_count)::bigint as filled, sum(ticket_count)::bigint as tickets,
        printf('%.0f %%', 100 * sum(filled_count) / sum(ticket_count)) as share,
        coalesce(string_agg(project_key, ' ' order by project_key) filter (where filled_count > 0), '-')
            as projects
    from field_coverage
    group by all
    order by source, role, filled desc, field
"""
FINDINGS = """
    select source, replace(kind, '_', ' ') as finding, subject as "in", found_count as found,
        of_count as "of", case when is_doubtful then 'yes' else 'no' end as doubtful, message
    from data_quality
    order by is_doubtful desc, kind, source, found_count desc
"""
ACCOUNTS = """
    select account.source, account.account_id as account,
        coalesce(jira.payload ->> 'displayName', github.payload ->> 'login') as name,
        account.act_count as acts, account.work_item_count as "work items",
        strftime(account.last_at, '%Y-%m-%d') as "last on"
    from core.unplaced_account as account
    left join raw.jira_user as jira on jira.source = account.source and jira.id = account.account_id
    left join raw.github_user as github on github.source = account.source and github.id = account.account_id
    order by acts desc, account.source, account
    limit 20
"""
CHAINS = """
    select broken.source, ticket.key as ticket, broken.field, broken.kind,
        strftime(broken.happened_at, '%Y-%m-%d %H:%M') as "at (UTC)",
        broken.left_value as "was left as", broken.found_value as "was found as"
    from core.broken_chain as broken
    inner join core.ticket as ticket using (source, ticket_id)
    order by broken.happened_at desc nulls first, ticket, broken.chain
    limit 20
"""


def diagnose(settings: Settings, contact: bool) -> None:
    """Raises Failed where a source does not answer, or something makes numbers doubtful."""
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False)
    problems: list[str] = []
    if contact:
        from pipelines.cli.first_contact import show_first_contact

        problems = show_first_contact(settings, console)
    file = published_file(settings)
    with _opened(str(file)) as db:
        doubtful = _show_published(db, console)
    _show_warehouse(settings, console)
    if problems:
        raise Failed(ExitCode.WRONG, problems)
    if doubtful:
        raise Failed(ExitCode.INCOMPLETE, doubtful)


@contextmanager
def _opened(path: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(path, read_only=True) as db:
        db.execute("set TimeZone = 'UTC'")
        yield db


def _show_published(db: duckdb.DuckDBPyConnection, console: Console) -> list[str]:
    """What is published; returns why its numbers are doubtful."""
    try:
        [(organization, as_of, is_complete)] = db.execute(
            "select organization, as_of, is_complete from publish_info"
        ).fetchall()
        findings = db.execute("select count(*) from data_quality where is_doubtful").fetchone() or (0,)
        state = "complete" if is_complete else "incomplete"
        console.print(f"{organization} as of {as_of:%Y-%m-%d %H:%M} UTC, {state}.")
        _show(console, "Sources", db, SOURCES)
        _show(console, "Scopes that were not read whole", db, SCOPES, if_none="none")
        _show(console, "Fields of Jira, and how full they are", db, FIELDS, if_none="no Jira is configured")
        _show(console, "Findings", db, FINDINGS, if_none="none")
    except (duckdb.CatalogException, duckdb.BinderException):
        raise SettingsError("what is published is of an earlier version of Baton: run `baton run`") from None
    reasons = [] if is_complete else ["not everything could be read: numbers stand on the last whole state"]
    if findings[0]:
        reasons.append(f"{findings[0]} finding{'s make' if findings[0] > 1 else ' makes'} numbers doubtful")
    return reasons


def _show_warehouse(settings: Settings, console: Console) -> None:
    """What is not published, since it is about accounts or single tickets."""
    if not settings.warehouse.is_file():
        console.print("\nThere is no warehouse here: accounts and single tickets are not shown.")
        return
    try:
        with _opened(str(settings.warehouse)) as db:
            _show(console, "Accounts that act without a team (the busiest)", db, ACCOUNTS, if_none="none")
            _show(console, "Histories that contradict themselves (the newest)", db, CHAINS, if_none="none")
    except duckdb.IOException:
        console.print(
            "\nThe warehouse is locked by a run that goes on: accounts without team and histories that "
            "contradict themselves can be shown when it is through."
        )
    except (duckdb.CatalogException, duckdb.BinderException):
        console.print("\nThe warehouse is of an earlier version of Baton: `baton run` makes it new.")


def _show(
    console: Console, title: str, db: duckdb.DuckDBPyConnection, query: str, if_none: str = "none"
) -> None:
    cursor = db.execute(query)
    names = [column[0] for column in cursor.description or []]
    rows = cursor.fetchall()
    console.print(f"\n[bold]{title}[/bold]")
    console.print(table(names, rows) if rows else f"  {if_none}")


def table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """Plain columns; numbers to the right."""
    shown = Table(box=None, pad_edge=True, padding=(0, 2, 0, 0))
    for at, name in enumerate(names):
        is_number = any(isinstance(row[at], int) for row in rows)
        shown.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        shown.add_row(*map(_text, row))
    return shown


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return text.replace("[", r"\[")
