-- Through which accounts people act for which team, and when: the account's person, for as long as they are in the team.
-- Whoever asks who was in which team at an instant asks this table. Half-open; infinite where nothing bounds it.
-- One row per account and stay of its person.
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
