"""What must hold between tables. A blocking check that fails stops the run before anything is published."""

import dagster as dg

from connectors.warehouse import Warehouse


def check_of(asset: str, name: str, query: str, description: str, blocking: bool) -> dg.AssetChecksDefinition:
    """A check that `query` finds nothing; what it finds is shown."""

    @dg.asset_check(
        asset=dg.AssetKey(asset.split("/")),
        name=name,
        description=description,
        blocking=blocking,
        pool="warehouse",
    )
    def check(warehouse: dg.ResourceParam[Warehouse]) -> dg.AssetCheckResult:
        found = warehouse.cursor().execute(query).fetchall()
        return dg.AssetCheckResult(
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
            metadata={"found": len(found), "first": [" | ".join(map(str, row)) for row in found[:10]]},
        )

    return check


ledger_is_whole = check_of(
    "flow/owned_state",
    "ledger_is_whole",
    """
    with step as (
        select *, lead(from_at) over (partition by ticket_number order by from_at) as next_at,
            row_number() over (partition by ticket_number order by from_at) as number
        from flow.owned_state
    )
    select ticket.source, ticket.ticket_id, step.from_at, step.to_at, step.next_at
    from step
    inner join core.ticket as ticket on ticket.ticket_number = step.ticket_number
    where step.to_at is distinct from step.next_at or step.to_at <= step.from_at
        or (step.number = 1 and step.from_at <> ticket.created_at)
    """,
    "From its creation on a ticket has exactly one owner at any instant: no gaps, no overlaps.",
    blocking=True,
)

queue_is_conserved = check_of(
    "marts/team_week",
    "queue_is_conserved",
    """
    select week_starts_on, team_id, open_start_count, open_end_count
    from marts.team_week
    where open_end_count <> open_start_count + arrival_count + transfer_in_count + relabel_in_count
        + reopened_count - transfer_out_count - relabel_out_count - completed_count - cancelled_count
        - gone_count
        or queue_count + wip_count + blocked_count <> open_end_count
    """,
    "What was open, plus what came in, minus what went out, is what is open: no history is lost.",
    blocking=True,
)

ledger_adds_up = check_of(
    "flow/chain_segment",
    "ledger_adds_up",
    """
    with total as (
        select ledger, root_number, sum(epoch_us(to_at) - epoch_us(from_at)) as microseconds
        from flow.chain_segment
        group by all
    )
    select l.ledger, root.source, root.ticket_id, total.microseconds
    from flow.chain as chain
    inner join core.ticket as root on root.ticket_number = chain.root_number
    cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
    left join total on total.ledger = l.ledger and total.root_number = chain.root_number
    where coalesce(total.microseconds, 0) <> epoch_us(chain.ended_at) - epoch_us(chain.created_at)
    """,
    "The segments of every chain's ledger add up to its lead time, to the microsecond.",
    blocking=True,
)

handoffs_are_between_teams = check_of(
    "flow/handoff",
    "handoffs_are_between_teams",
    """
    select handoff_id, from_team, to_team, released_at, touched_at
    from flow.handoff
    where from_team = to_team or from_team in ('UNOWNED', 'CUSTOMER') or to_team in ('UNOWNED', 'CUSTOMER')
        or routed_at < released_at or touched_at < routed_at or started_at < touched_at
    """,
    "A handoff has two different teams and runs forward in time: released, routed, touched, started.",
    blocking=True,
)

accounts_are_known = check_of(
    "core/account",
    "accounts_are_known",
    "select source, account_id, person_id from core.account where not is_seen order by all",
    "Every account in the organization file exists on its source (a misspelt one has no history).",
    blocking=False,
)

people_have_teams = check_of(
    "flow/action",
    "people_have_teams",
    """
    select
        case
            when person.origin = 'file' then 'people of the organization file, outside any team'
            else 'accounts that the organization file does not name'
        end as who,
        count(distinct action.person_id) as people,
        count(*) as actions
    from flow.action as action
    left join core.person as person on person.person_id = action.person_id
    where action.team_id is null
    group by who
    order by who
    """,
    "Whoever acts on tickets is in a team at that moment; what others do is nobody's, and counted here.",
    blocking=False,
)

chains_hold = check_of(
    "core/broken_chain",
    "chains_hold",
    """
    select field, kind, count(distinct (source, ticket_id)) as tickets, min(ticket_id) as first_ticket_id
    from core.broken_chain
    group by field, kind
    order by tickets desc, field, kind
    """,
    "Each change of a ticket starts from what the one before it left, and the last one left what it has.",
    blocking=False,
)

fields_are_found = check_of(
    "core/field_role",
    "fields_are_found",
    """
    select source, role, field_id
    from core.field_role
    where found_by = 'organization file' and is_gone
    order by all
    """,
    "Each field that the organization file names for a source is one of its fields.",
    blocking=False,
)
