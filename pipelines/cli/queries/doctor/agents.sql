-- Agents by how often nobody knows for whom they acted, and automation whose name looks like an agent's, the busiest first.
with act as (
    select
        source, agent as account_id, count(*) as act_count,
        count(*) filter (where rung is null) as unknown_count
    from core.principal
    where kind not in ('asked', 'ended')
    group by source, agent
)
select
    account.source,
    coalesce(profile.name, profile.login, account.account_id) as account,
    account.kind as "counts as",
    coalesce(act.act_count, 0) as acts,
    coalesce(act.unknown_count, 0) as "for nobody known",
    case account.kind
        when 'bot' then 'its name is like an agent''s: if it works for people, name it under agents'
        else 'whoever gives it work should assign it once the item is there, or be co-author of its commits'
    end as hint
from core.account as account
left join core.profile as profile
    on profile.source = account.source and profile.account_id = account.account_id
left join act on act.source = account.source and act.account_id = account.account_id
where
    (account.kind = 'agent' and act.unknown_count > 0)
    or (
        account.kind = 'bot' and account.is_seen
        and regexp_matches(
            lower(concat_ws(' ', profile.name, profile.login)),
            $like_an_agent
        )
    )
order by acts desc, account.source, account
limit 20
