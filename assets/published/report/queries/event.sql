-- What changed in the organization, to be marked: all but holidays and clocks.
select happened_on, kind, any_value(sentence order by sentence) as sentence
from organization_event
where
    kind not in ('holiday', 'clocks_changed', 'working_day')
    and (
        $team = '*' and kind in ('reorganization', 'team_began', 'team_ended', 'team_merged', 'team_split')
        or $team in (team_id, other_team_id)
    )
    and happened_on <= $week::date + 7 and happened_on > $week::date + 7 - 7 * $weeks::int
group by happened_on, kind, sentence
order by happened_on, sentence
