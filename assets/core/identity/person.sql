-- People: those of the organization file, and whoever else has an account, until the file says who it is.
-- One row per person.
-- key: person_id
select p.id as person_id, 'file' as origin
from core.organization, unnest(people) as u (p)
union all
select distinct account.person_id, 'account'
from core.account as account
anti join (select unnest(people).id as id from core.organization) as named on named.id = account.person_id
where account.person_id is not null
