-- What is compared in the integration ratio: pieces of work that one team did (integrated) or several (chain), from the
-- creation of their first ticket to the last standing completion. These are epics where at least 60 % of the counted
-- tickets have one, else chains; never both. An epic is done when all in it is closed and something was completed; it has
-- the teams of all its chains, and is in a quarter of all epics by their estimates, changed lines or tickets. What is open
-- ends at as_of, what is gone with the last look, what was cancelled at its close. Work that began before the history of
-- all sources is complete is left out, as is what only platform teams had, what got lost in triage, and what was done within
-- five minutes: it was written down afterwards.
-- size is what size_bucket sorts by: points, lines or tickets (size_measure). cluster_number is what is drawn together: the
-- epic, or the chain that has none. landmark_hours is what was left at the landmark, five business days after the creation;
-- null of what had ended by then.
-- One row per unit.
-- key: unit_number
with epic_share as (
    select count(epic.epic_number) >= 0.6 * count(*) as is_epic
    from core.ticket as ticket
    left join flow.ticket_epic as epic on epic.ticket_number = ticket.ticket_number
    where ticket.is_counted
),
part as (
    select
        case when epic_share.is_epic then epic.epic_number else chain.root_number end as unit_number,
        epic_share.is_epic,
        coalesce(epic.epic_number, chain.root_number) as cluster_number,
        chain.*
    from flow.chain as chain
    cross join epic_share
    left join flow.ticket_epic as epic on epic.ticket_number = chain.root_number
    where not epic_share.is_epic or epic.epic_number is not null
),
whole_part as (
    select
        part.unit_number,
        part.is_epic,
        part.root_number,
        part.cluster_number,
        part.created_at,
        part.closed_at,
        part.state,
        part.ended_at,
        part.is_observed,
        class.is_lost,
        class.landmark_at,
        size.size,
        size.line_count,
        size.ticket_count,
        size.size_bucket,
        headline.wait_hours,
        everything.wait_hours as wait_all_hours
    from part
    inner join flow.chain_class as class on class.root_number = part.root_number
    inner join flow.chain_size as size on size.root_number = part.root_number
    left join flow.chain_hours as headline
        on headline.root_number = part.root_number and headline.ledger = 'non_platform'
    left join flow.chain_hours as everything
        on everything.root_number = part.root_number and everything.ledger = 'all'
),
span as (
    select
        unit_number,
        any_value(is_epic) as is_epic,
        any_value(cluster_number) as cluster_number,
        min(created_at) as created_at,
        arg_min(landmark_at, created_at) as landmark_at,
        case
            when bool_or(state = 'open') then 'open'
            when bool_or(state = 'gone') then 'gone'
            when bool_or(state = 'done') then 'done'
            else 'cancelled'
        end as state,
        max(closed_at) filter (where state = 'done') as done_at,
        max(ended_at) as ended_at,
        bool_or(is_lost) as is_lost,
        case when bool_and(size is not null) then sum(size) end as size,
        case when bool_and(line_count is not null) then sum(line_count) end as line_count,
        sum(ticket_count) as ticket_count,
        any_value(size_bucket) as size_bucket,
        sum((wait_hours * 3600000000)::bigint) / 3600000000 as wait_hours,
        sum((wait_all_hours * 3600000000)::bigint) / 3600000000 as wait_all_hours,
        sum(epoch_us(ended_at - created_at)) / 3600000000 as elapsed_hours
    from whole_part
    group by unit_number
    having bool_and(is_observed and ended_at is not null)
),
unit_team as (
    select part.unit_number, team.team_id, min(team.from_at) as from_at
    from part
    inner join flow.chain_team as team on team.root_number = part.root_number
    where not team.is_platform_shared and not team.is_only_with_platform
    group by part.unit_number, team.team_id
),
team_total as (
    select
        unit_team.unit_number,
        count(*)::bigint as team_count,
        count(*) filter (where unit_team.from_at <= span.landmark_at)::bigint as landmark_team_count
    from unit_team
    inner join span on span.unit_number = unit_team.unit_number
    group by unit_team.unit_number
),
ranked_span as (
    select
        *,
        if(state = 'done', done_at, ended_at) as until_at,
        case when size is not null then 'points' when line_count is not null then 'lines' else 'tickets' end
            as measure,
        rank() over (partition by measure order by coalesce(size, line_count, ticket_count)) as size_rank,
        count(*) over (partition by measure) as measured_count
    from span
)
select
    span.unit_number,
    span.is_epic,
    span.cluster_number,
    span.state,
    if(team_total.team_count > 1, 'chain', 'integrated') as class,
    team_total.team_count,
    case when span.landmark_at < span.until_at then team_total.landmark_team_count end as landmark_team_count,
    if(
        span.is_epic,
        span.measure || ', quarter ' || flow.quarter(span.size_rank, span.measured_count),
        span.size_bucket
    ) as size_bucket,
    span.measure as size_measure,
    coalesce(span.size, span.line_count, span.ticket_count)::double as size,
    ticket.type,
    ticket.priority,
    span.created_at,
    span.until_at as ended_at,
    epoch(span.until_at - span.created_at) / 3600 as hours,
    case
        when span.landmark_at < span.until_at then epoch(span.until_at - span.landmark_at) / 3600
    end as landmark_hours,
    coalesce(span.wait_hours, 0) as wait_hours,
    coalesce(span.wait_all_hours, 0) as wait_all_hours,
    span.elapsed_hours
from ranked_span as span
inner join team_total on team_total.unit_number = span.unit_number
inner join core.ticket as ticket on ticket.ticket_number = span.unit_number
where
    (team_total.team_count > 1 or not span.is_lost)
    and not (span.state = 'done' and span.until_at < span.created_at + interval 5 minutes)
