-- People of the organization file; an account that it does not name belongs to nobody.
-- One row per person.
-- key: person_id
select p.id as person_id
from core.organization, unnest(people) as u (p)
