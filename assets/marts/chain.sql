-- Chains: a ticket with all that it was blocked by and their pull requests, as one piece of work: how long it took, how
-- much of that was waiting between teams (the handoff tax), and how much somebody worked on it (flow efficiency). The two
-- do not add up to one: queues inside a team lie between, and a ticket in a work status during a review counts in both.
-- Of a root that was done where its history begins nobody knows how long it took: ended_at and all that follows is null.
-- One row per chain.
-- key: source, root_ticket_id
-- column source: configured name of the Jira site
-- column root_ticket_id: the vendor's immutable id of the ticket that nothing else waits for
-- column root_ticket_key: its key at as_of
-- column root_ticket_url: where to read it
-- column state: done, open, cancelled (closed with a resolution that does not count), or gone
-- column class: integrated (one team), chain (several), platform only, or lost in triage (one team or none, and it lay, or lies, where nobody took it)
-- column is_observed: false where it began before the history of all sources is complete (history_from): its waits are not all known
-- column created_at: creation of the root, UTC
-- column ended_at: standing close of the root, UTC; of one that is not closed: as_of, or the last look; null where no history says when
-- column ticket_count: tickets in the chain
-- column team_count: teams that are no shared platform and owned one of its tickets or gave or got a handoff
-- column handoff_count: handoffs in it
-- column bounce_count: of these, second halves of reversals
-- column lead_hours: created_at to ended_at
-- column wait_hours: of these, waiting in handoffs between teams that are no shared platform; parallel waits count once
-- column wait_all_hours: the same with shared platform teams
-- column wait_critical_hours: of wait_hours, on the tickets that closed last of what was waited for
-- column active_hours: of lead_hours, some ticket of it was in a work status
-- column handoff_tax: wait_hours / lead_hours: the headline; removing every such wait speeds it up by 1 / (1 - tax) at most
-- column handoff_tax_with_platform: wait_all_hours / lead_hours
-- column flow_efficiency: active_hours / lead_hours
-- column lead_business_hours: sum of its ledger in working hours of holders and receivers; null where nobody had it for a time
-- column wait_business_hours: wait_hours in working hours of the receivers
-- column handoff_tax_business: wait_business_hours / lead_business_hours
-- column handoff_tax_business_with_platform: the same with shared platform teams
-- column flow_efficiency_business: active hours in working hours / lead_business_hours
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with ledger as (
    -- Whole microseconds are added up, since a sum of fractions depends on its order.
    select
        root_number, ledger,
        sum((hours * 3600000000)::bigint) filter (where segment = 'handoff') / 3600000000 as wait_hours,
        sum((hours * 3600000000)::bigint) / 3600000000 as lead_hours,
        sum((business_hours * 3600000000)::bigint) filter (where segment = 'handoff')
        / 3600000000 as wait_business_hours,
        case
            when
                bool_and(business_hours is not null)
                then sum((business_hours * 3600000000)::bigint) / 3600000000
        end as lead_business_hours
    from flow.chain_segment
    group by root_number, ledger
),
chain_size as (
    select root_number, count(*)::bigint as ticket_count
    from flow.chain_member
    group by root_number
),
handoff_total as (
    select
        wait.root_number,
        count(distinct wait.handoff_number)::bigint as handoff_count,
        bool_or(wait.to_team is null) as is_lost,
        count(distinct wait.handoff_number) filter (where handoff.role = 'bounce')::bigint as bounce_count
    from flow.chain_wait as wait
    inner join flow.handoff as handoff using (handoff_number)
    where wait.ledger = 'all'
    group by wait.root_number
),
chain_owner as (
    select member.root_number, owned.owner as team_id
    from flow.ownership_interval as owned
    inner join flow.chain_member as member on member.ticket_number = owned.ticket_number
    where owned.is_arrival
    union
    select root_number, unnest([from_team, to_team])
    from flow.chain_wait
    where not is_platform and ledger = 'all'
),
owner_total as (
    select
        chain_owner.root_number,
        count(distinct chain_owner.team_id) filter (where not team.is_platform_shared)::bigint as team_count,
        count(distinct chain_owner.team_id) filter (where team.is_platform_shared)::bigint as platform_count
    from chain_owner
    inner join core.team as team
        on team.team_id = chain_owner.team_id and not team.is_pseudo
    group by chain_owner.root_number
)
select
    root.source,
    root.ticket_id as root_ticket_id,
    root.key as root_ticket_key,
    root.url as root_ticket_url,
    chain.state,
    case
        when not is_dated then null
        when owner_total.team_count > 1 then 'chain'
        when owner_total.team_count = 1 and not coalesce(handoff_total.is_lost, false) then 'integrated'
        when owner_total.platform_count > 0 and not coalesce(handoff_total.is_lost, false)
            then 'platform only'
        else 'lost in triage'
    end as class,
    chain.is_observed,
    chain.created_at,
    chain.ended_at,
    chain_size.ticket_count,
    case when is_dated then coalesce(owner_total.team_count, 0) end as team_count,
    case when is_dated then coalesce(handoff_total.handoff_count, 0) end as handoff_count,
    case when is_dated then coalesce(handoff_total.bounce_count, 0) end as bounce_count,
    epoch(chain.ended_at - chain.created_at) / 3600 as lead_hours,
    case when is_dated then coalesce(own.wait_hours, 0) end as wait_hours,
    case when is_dated then coalesce(everybody.wait_hours, 0) end as wait_all_hours,
    case when is_dated then coalesce(critical.wait_hours, 0) end as wait_critical_hours,
    case when is_dated then coalesce(activity.active_hours, 0) end as active_hours,
    coalesce(own.wait_hours, 0) / nullif(own.lead_hours, 0) as handoff_tax,
    coalesce(everybody.wait_hours, 0) / nullif(everybody.lead_hours, 0) as handoff_tax_with_platform,
    coalesce(activity.active_hours, 0) / nullif(own.lead_hours, 0) as flow_efficiency,
    own.lead_business_hours,
    case when is_dated then coalesce(own.wait_business_hours, 0) end as wait_business_hours,
    coalesce(own.wait_business_hours, 0) / nullif(own.lead_business_hours, 0) as handoff_tax_business,
    coalesce(everybody.wait_business_hours, 0)
    / nullif(everybody.lead_business_hours, 0) as handoff_tax_business_with_platform,
    coalesce(activity.active_business_hours, 0)
    / nullif(own.lead_business_hours, 0) as flow_efficiency_business,
    trust.grade,
    trust.doubts
from (select *, ended_at is not null as is_dated from flow.chain) as chain
inner join core.ticket as root on root.ticket_number = chain.root_number
inner join chain_size on chain_size.root_number = chain.root_number
left join handoff_total on handoff_total.root_number = chain.root_number
left join owner_total on owner_total.root_number = chain.root_number
left join ledger as own on own.root_number = chain.root_number and own.ledger = 'non_platform'
left join ledger as everybody on everybody.root_number = chain.root_number and everybody.ledger = 'all'
left join ledger as critical on critical.root_number = chain.root_number and critical.ledger = 'critical'
left join flow.chain_trust as trust on trust.root_number = chain.root_number
left join flow.chain_activity as activity on activity.root_number = chain.root_number
order by chain.created_at, root.source, root.ticket_id
