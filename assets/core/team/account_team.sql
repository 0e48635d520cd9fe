-- Through which accounts who acts for which team, and when: people for as long as they are in the team (the account's person), and
-- agents that the organization file lists among a team's members, for themselves. Whoever asks who was in which team at an
-- instant asks this table. Half-open; infinite where nothing bounds it.
-- One row per account and stay.
-- key: source, account_id, from_at
select
    account.source,
    account.account_id,
    account.kind,
    account.person_id,
    member.team_id,
    member.from_at,
    member.to_at
from core.account as account
inner join core.team_member as member on member.person_id = account.person_id
union all
select
    account.source, account.account_id, account.kind, null,
    team.id,
    greatest(
        coalesce(a.from_at::timestamp, '-infinity'::timestamp),
        coalesce(team.from_at::timestamp, '-infinity'::timestamp)
    ) as from_at,
    least(
        coalesce(a.to_at::timestamp, 'infinity'::timestamp),
        coalesce(team.to_at::timestamp, 'infinity'::timestamp)
    ) as to_at
from core.organization, unnest(teams) as u (team), unnest(team.agents) as v (a)
inner join core.account as account on account.source = a.source and account.kind = 'agent'
left join core.known_name as known
    on known.source = account.source and known.kind = 'account' and known.thing_id = account.account_id
    and not known.is_taken and known.name = regexp_replace(lower(a.account), '\[bot\]$', '')
where (known.thing_id is not null or account.account_id = a.account) and from_at < to_at
