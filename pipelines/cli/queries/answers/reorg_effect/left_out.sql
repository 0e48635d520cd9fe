-- Chains that began in the weeks of a comparison and are not in it, by reason.
with effect as (
    select
        *,
        string_split(team_ids, ', ') as ids,
        string_split(compared_team_ids, ', ') as compared_ids,
        began_at - to_weeks(pre_weeks::integer) as opens_at,
        settled_at + interval 6 weeks as resumes_at,
        settled_at + to_weeks(6 + post_weeks::integer) as closes_at
    from reorg_effect
    where pre_weeks is not null
),
first_holder as (
    select source, ticket_id, arg_min(team_id, from_at) as team_id
    from ownership
    where not is_closed and team_id not in ('UNOWNED', 'CUSTOMER')
    group by source, ticket_id
),
chain_holder as (
    select chain_item.source, chain_item.root_ticket_id, list(distinct ownership.team_id) as ids
    from chain_item
    inner join ownership
        on ownership.source = chain_item.work_item_source and ownership.ticket_id = chain_item.work_item_id
    where chain_item.work_item_kind = 'ticket'
    group by chain_item.source, chain_item.root_ticket_id
)
select
    effect.began_on,
    case
        when first_holder.team_id is null then 'no team had it first'
        when not chain.is_observed then 'began before the history of all sources is complete'
        when chain.ended_at is null then 'nobody knows how long it took'
        when chain.created_at >= effect.began_at and chain.created_at < effect.resumes_at
            then 'began while people moved, or in the six weeks after'
        when list_contains(effect.ids, first_holder.team_id) then null
        when list_has_any(
                effect.ids, chain_holder.ids
            )
            then 'other teams began it, and a reorganized '
                || 'one had it too'
        when not coalesce(list_contains(effect.compared_ids, first_holder.team_id), false)
            then 'of teams that are not compared: reorganized themselves, or with too little work'
    end as reason,
    count(*) as chains
from effect
inner join chain on chain.created_at >= effect.opens_at and chain.created_at < effect.closes_at
left join first_holder
    on first_holder.source = chain.source and first_holder.ticket_id = chain.root_ticket_id
left join chain_holder
    on chain_holder.source = chain.source and chain_holder.root_ticket_id = chain.root_ticket_id
group by effect.began_on, reason
having reason is not null
order by effect.began_on desc, chains desc, reason
