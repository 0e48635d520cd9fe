-- The chains of the reorganized teams that took, or take, longest, of each side of the date.
with effect as (
    select
        *,
        began_at - to_weeks(pre_weeks::integer) as opens_at,
        settled_at + interval 6 weeks as resumes_at,
        settled_at + to_weeks(6 + post_weeks::integer) as closes_at
    from reorg_effect
    where pre_weeks is not null
),
first_holder as (
    select source, ticket_id, arg_min(team_id, from_at) as team_id, arg_min(team_name, from_at) as team_name
    from ownership
    where not is_closed and team_id not in ('UNOWNED', 'CUSTOMER')
    group by source, ticket_id
)
select
    effect.began_on,
    case when chain.created_at < effect.began_at then 'before' else 'after' end as side,
    chain.root_ticket_key as key,
    first_holder.team_name as began_by,
    chain.created_at as created,
    chain.lead_hours as hours,
    if(chain.state = 'open', 'open, so far', chain.state) as state
from effect
inner join chain
    on chain.created_at >= effect.opens_at and chain.created_at < effect.closes_at
    and (chain.created_at < effect.began_at or chain.created_at >= effect.resumes_at)
inner join first_holder
    on first_holder.source = chain.source and first_holder.ticket_id = chain.root_ticket_id
where chain.is_observed and chain.ended_at is not null
    and list_contains(string_split(effect.team_ids, ', '), first_holder.team_id)
qualify row_number() over (
        partition by effect.began_on, side order by chain.lead_hours desc, chain.root_ticket_key
    ) <= 3
order by effect.began_on desc, side desc, hours desc, key
