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
-- column type: type of the root, as the source names it
-- column epic_key: the epic that the root is in; null where it is in none
-- column is_unit: whether integration_ratio counts it: a unit by itself; false of all where epics are the units
-- column is_observed: false where it began before the history of all sources is complete (history_from): its waits are not all known
-- column created_at: creation of the root, UTC
-- column ended_at: standing close of the root, UTC; of one that is not closed: as_of, or the last look; null where no history says when
-- column ticket_count: tickets in the chain
-- column team_count: teams that are no shared platform and owned one of its tickets or gave or got a handoff
-- column team_count_with_platform: the same with shared platform teams, and with what a handoff with one brought in
-- column landmark_team_count: of team_count, those that had a part in it by the landmark, five business days after its creation; null before that
-- column size_at_start: the root's estimate at its first work, in points, before handoffs can change it; if there was none, at the end
-- column size_bucket: estimates 1, 2, 3, 5 and 8+; without one the quarter by lines that its pull requests change, else its tickets
-- column handoff_count: handoffs in it
-- column bounce_count: of these, second halves of reversals
-- column lead_hours: created_at to ended_at
-- column wait_hours: of these, waiting in handoffs between teams that are no shared platform; parallel waits count once
-- column wait_all_hours: the same with shared platform teams
-- column wait_critical_hours: of wait_hours, on the tickets that closed last of what was waited for
-- column active_hours: of lead_hours, some ticket of it was in a work status
-- column synchronization_hours: of lead_hours, one blocker of a ticket was done, and it waited for another one: parallel waits count once
-- column handoff_tax: wait_hours / lead_hours: the headline; removing every such wait speeds it up by 1 / (1 - tax) at most
-- column handoff_tax_with_platform: wait_all_hours / lead_hours
-- column flow_efficiency: active_hours / lead_hours
-- column lead_business_hours: sum of its ledger in working hours of holders and receivers; null where nobody had it for a time
-- column wait_business_hours: wait_hours in working hours of the receivers
-- column wait_cost: wait_business_hours by the rate of the organization file (costs.per_waited_hour); null where it has none
-- column currency: of wait_cost, as the organization file names it; null where it has no rate
-- column handoff_tax_business: wait_business_hours / lead_business_hours
-- column handoff_tax_business_with_platform: the same with shared platform teams
-- column flow_efficiency_business: active hours in working hours / lead_business_hours
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with handoff_total as (
    select
        wait.root_number,
        count(distinct wait.handoff_number)::bigint as handoff_count,
        count(distinct wait.handoff_number) filter (where handoff.role = 'bounce')::bigint as bounce_count
    from flow.chain_wait as wait
    inner join flow.handoff as handoff using (handoff_number)
    where wait.ledger = 'all'
    group by wait.root_number
)
select
    root.source,
    root.ticket_id as root_ticket_id,
    root.key as root_ticket_key,
    root.url as root_ticket_url,
    chain.state,
    class.class,
    root.type,
    epic.epic_key,
    unit.unit_number is not null as is_unit,
    chain.is_observed,
    chain.created_at,
    chain.ended_at,
    size.ticket_count,
    class.team_count,
    class.team_count_with_platform,
    class.landmark_team_count,
    size.size as size_at_start,
    size.size_bucket,
    case when is_dated then coalesce(handoff_total.handoff_count, 0) end as handoff_count,
    case when is_dated then coalesce(handoff_total.bounce_count, 0) end as bounce_count,
    epoch(chain.ended_at - chain.created_at) / 3600 as lead_hours,
    case when is_dated then coalesce(own.wait_hours, 0) end as wait_hours,
    case when is_dated then coalesce(everybody.wait_hours, 0) end as wait_all_hours,
    case when is_dated then coalesce(critical.wait_hours, 0) end as wait_critical_hours,
    case when is_dated then coalesce(activity.active_hours, 0) end as active_hours,
    case when is_dated then coalesce(fan_in.synchronization_hours, 0) end as synchronization_hours,
    coalesce(own.wait_hours, 0) / nullif(own.lead_hours, 0) as handoff_tax,
    coalesce(everybody.wait_hours, 0) / nullif(everybody.lead_hours, 0) as handoff_tax_with_platform,
    coalesce(activity.active_hours, 0) / nullif(own.lead_hours, 0) as flow_efficiency,
    own.lead_business_hours,
    case when is_dated then coalesce(own.wait_business_hours, 0) end as wait_business_hours,
    case when is_dated then core.waited_cost(coalesce(own.wait_business_hours, 0)) end as wait_cost,
    core.currency() as currency,
    coalesce(own.wait_business_hours, 0) / nullif(own.lead_business_hours, 0) as handoff_tax_business,
    coalesce(everybody.wait_business_hours, 0)
    / nullif(everybody.lead_business_hours, 0) as handoff_tax_business_with_platform,
    coalesce(activity.active_business_hours, 0)
    / nullif(own.lead_business_hours, 0) as flow_efficiency_business,
    trust.grade,
    trust.doubts
from (select *, ended_at is not null as is_dated from flow.chain) as chain
inner join core.ticket as root on root.ticket_number = chain.root_number
inner join flow.chain_class as class on class.root_number = chain.root_number
inner join flow.chain_size as size on size.root_number = chain.root_number
left join flow.ticket_epic as epic on epic.ticket_number = chain.root_number
left join flow.work_unit as unit on unit.unit_number = chain.root_number and not unit.is_epic
left join handoff_total on handoff_total.root_number = chain.root_number
left join flow.chain_hours as own on own.root_number = chain.root_number and own.ledger = 'non_platform'
left join flow.chain_hours as everybody
    on everybody.root_number = chain.root_number and everybody.ledger = 'all'
left join flow.chain_hours as critical
    on critical.root_number = chain.root_number and critical.ledger = 'critical'
left join flow.chain_fan_in as fan_in on fan_in.root_number = chain.root_number
left join flow.chain_trust as trust on trust.root_number = chain.root_number
left join flow.chain_activity as activity on activity.root_number = chain.root_number
order by chain.created_at, root.source, root.ticket_id
