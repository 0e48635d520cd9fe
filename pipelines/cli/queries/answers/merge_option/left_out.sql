-- Waits of the window that no merger of the partition would take inside, in working hours of the receivers.
select
    'between teams of different groups, or with one that stays as it is' as reason,
    third_team_handoff_count as handoffs,
    third_team_business_hours as waited_hours
from merge_option
where group_id = '*'
union all
select
    'for shared platforms, and by them: no merger is looked for to '
    || 'move these', null, platform_business_hours
from merge_option
where group_id = '*'
