-- Between which teams work waited longest in the weeks to the week's end, of medians with an interval.
select
    'Longest wait of two teams with 20 handoffs or more' as title,
    format('{:.1f} h', p50_hours) as figure,
    format(
        'From {} to {} the median wait was {:.1f} working hours in the {} weeks to the week''s end; '
        || '{:.0f} % were taken up within two weeks of work; {} still wait.',
        from_team_name, to_team_name, p50_hours, $span, 100 * picked_up_by_tau_share, open_count
    ) as sentence,
    handoff_count as n,
    'handoffs' as n_of,
    format('{:.1f} to {:.1f} h (95 %)', p50_low_hours, p50_high_hours) as interval_text,
    format(
        'select handoff_count, open_count, p50_hours, p50_low_hours, p50_high_hours, picked_up_by_tau_share '
        || 'from handoff_trend where period = ''{} weeks'' and from_team = ''{}'' and to_team = ''{}'' '
        || 'and layer = ''*'' and origin = ''*'' and target = ''touch'' and clock = ''business'' '
        || 'and period_ends_on = date ''{}''',
        $span, replace(from_team, '''', ''''''), replace(to_team, '''', ''''''), period_ends_on
    ) as evidence_sql,
    null as look,
    is_mature,
    grade
from handoff_trend
where
    period = $span || ' weeks' and period_ends_on = $week::date + 7
    and layer = '*' and origin = '*' and target = 'touch' and clock = 'business'
    and not starts_with(from_team, '*') and not starts_with(to_team, '*') and to_team <> 'UNOWNED'
    and is_p50_shown and p50_low_hours is not null and p50_high_hours is not null
    and $team in ('*', from_team, to_team)
order by p50_hours desc, from_team, to_team
limit 1
