-- Whether each reorganization made its teams faster: how long the work took that they began after it, against what they
-- began before, and against teams that went on as they were. Judged by lead times of whole chains: after a merger the same
-- wait lies inside one team, so that handoff hours fall by definition. An effect is told only where hardly any of the
-- dates and teams at which nothing happened looks as strong.
-- One row per reorganization: teams whose people changed in the same week.
-- key: began_on
-- column began_on: Monday of the week in which it began
-- column began_at: when that was, UTC
-- column began_at_local: the same by the clocks of the organization's time zone
-- column settled_at: when the last of the people had moved, UTC
-- column settled_at_local: the same by those clocks
-- column team_ids: the teams that became other teams, before it and after it, one after the other
-- column team_names: what these are called
-- column compared_team_ids: the teams that it is compared with: not reorganized meanwhile, and with enough work
-- column compared_team_names: what these are called
-- column is_integration: whether each of its teams became one with another of them, and these had handed work to each other (at least five handoffs of each in the 13 weeks before): what integration_ratio claims at level L3 rests on these
-- column pre_weeks: weeks before it whose work is compared; each piece is followed to the reorganization
-- column post_weeks: weeks after it whose work is compared, from the seventh on; followed to their end
-- column before_count: chains that its teams began before it
-- column after_count: the same, after it
-- column compared_before_count: chains of the teams that it is compared with, before it
-- column compared_after_count: the same, after it
-- column ratio: how long work took after it, as a multiple of before, less what changed for the others; below 1 is faster
-- column ratio_low: lower end of its interval of 95 %, as wide as what happens without a reorganization
-- column ratio_high: upper end of that
-- column detectable_ratio: the smallest gain that would be found four times in five; what lies nearer to 1 stays untold
-- column placebo_count: dates and teams at which nothing happened, and that share no week
-- column placebo_p: the share of these that look at least as strong: at most .05 for an effect
-- column trend_p: how likely such different trends before it are by chance: below .05 nothing is told
-- column verdict: faster, slower, no effect told, or cannot be told
-- column unknown_because: why it cannot be told: too few weeks before, too few weeks after, no team to compare with, too little work, too few placebos, or different trends before
-- column sentence: the verdict in words
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with effect as (
    select
        *,
        array_to_string(list_transform(team_ids, lambda id: name_of[id]), ', ') as team_names,
        array_to_string(list_transform(compared_team_ids, lambda id: name_of[id]), ', ')
            as compared_team_names,
        format('{:.2f} times as long ({:.2f} to {:.2f})', ratio, ratio_low, ratio_high) as finding,
        wave_on in (select wave_on from flow.integrating_wave) as is_integration
    from flow.reorg_effect
    cross join (select map(list(team_id), list(name)) as name_of from core.team) as team
)
select
    wave_on as began_on,
    began_at,
    core.local_time(began_at) as began_at_local,
    settled_at,
    core.local_time(settled_at) as settled_at_local,
    array_to_string(team_ids, ', ') as team_ids,
    team_names,
    array_to_string(compared_team_ids, ', ') as compared_team_ids,
    compared_team_names,
    is_integration,
    pre_weeks,
    post_weeks,
    before_count,
    after_count,
    compared_before_count,
    compared_after_count,
    ratio,
    ratio_low,
    ratio_high,
    detectable_ratio,
    placebo_count,
    placebo_p,
    trend_p,
    verdict,
    unknown_because,
    case verdict
        when 'cannot be told'
            then format('Whether {} became faster cannot be told: {}.', team_names, unknown_because)
        when 'no effect told'
            then format(
                    'Work of {} took {}: no more than what happens without a reorganization. '
                    || 'Only a fall below {:.2f} would have been found four times in five.',
                    team_names, finding, detectable_ratio
                )
        else
            format(
                'Work that {} began after it took {} as before, next to {} teams that went on as they were.',
                team_names, finding, len(effect.compared_team_ids)
            )
    end as sentence,
    trust.grade,
    trust.doubts
from effect
left join flow.team_trust as trust
    on trust.population = 'queue' and trust.period = 'all' and trust.team_id = '*'
order by wave_on
