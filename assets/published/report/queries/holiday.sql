-- Holidays of the weeks to the week's end, by day: who had them.
select happened_on, string_agg(distinct team_name, ', ' order by team_name) as team_names
from organization_event
where
    kind = 'holiday' and ($team = '*' or team_id = $team)
    and happened_on < $week::date + 7 and happened_on >= $week::date + 7 - 7 * $weeks::int
group by happened_on
order by happened_on
