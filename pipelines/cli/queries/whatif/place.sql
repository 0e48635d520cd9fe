-- Whether somebody is in the organization file, in which team they are as of the last run, and from when on a move to another
-- one is asked for: the date given, by the organization's clocks, or the whole window of what-if questions.
select
    exists (
        select unnest(o.people).id as person_id
        from core.organization as o
        where list_contains(list_transform(o.people, lambda person: person.id), $person)
    )
    or exists (select 1 from core.team_member as member where member.person_id = $person and origin = 'file')
        as is_known,
    (
        select max(member.team_id)
        from core.team_member as member
        where member.person_id = $person and member.from_at <= core.as_of() and member.to_at > core.as_of()
    ) as team_id,
    coalesce(
        timezone('UTC', timezone(o.timezone, nullif($since, '')::timestamp)), flow.merge_window_from()
    ) as since
from core.organization as o
