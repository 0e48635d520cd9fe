-- Every reorganization in words, the newest first.
select began_on || ': ' || sentence as sentence, grade, doubts
from reorg_effect
union all
select
    'No reorganization is known: by the organization file there was no week in which three people or more '
    || 'came to a team or left it (organization_event).',
    null,
    null
where not exists (select * from reorg_effect)
order by sentence desc
