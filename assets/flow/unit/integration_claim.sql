-- What may be claimed of integrated work, and in which words. L0 describes: how many times as long chains took. L1 says that
-- this holds also after matching on size, or size and type. L2 adds the bound: what no waiting between teams at all could
-- gain at most. L3 adds what reorganizations did that made one team of several which handed work to each other, next to
-- teams that went on as they were: where an effect of one can be told, whichever way. Nothing is claimed of too few units, or
-- where some strata point one way and some the other. Of the methods that match, the finest that may be shown speaks; means
-- only where medians are not reached. Where the regression's interval does not touch its own, that is said.
-- One row.
with row_of_all as (
    select *
    from flow.integration_ratio
    where stratum = '*' and dose = '≥2'
),
mixed as (
    select coalesce(bool_or(has_mixed_signs) filter (where method in ('raw', 'by size')), false) as is_mixed
    from row_of_all
),
matched as (
    select
        *,
        format(
            'Chains took {:.1f} times as long as integrated work, {:.1f} to {:.1f}, after matching on {}'
            || '{} ({:,} chains, {:,} of one team){}',
            ratio, low, high,
            if(method = 'by size and type', 'size and type', 'size'),
            if(method = 'rmst', ', by means up to 13 weeks', ''),
            chain_count, integrated_count,
            if(low <= 1 and high >= 1, ': that may be no difference', '')
        ) as words
    from row_of_all
    where is_shown and low is not null and method in ('by size', 'by size and type', 'rmst')
    qualify row_number()
            over (order by method = 'by size and type' desc, method = 'by size' desc)
        = 1
),
raw as (
    select
        *,
        format(
            'Chains took {:.1f} times as long as integrated work, {:.1f} to {:.1f} '
            || '({:,} chains, {:,} of one team), which no matching on size has confirmed',
            ratio, low, high, chain_count, integrated_count
        ) as words
    from row_of_all
    where method = 'raw'
),
-- Of the same chains as the medians that speak; means are another measure.
dissent as (
    select
        format(
            '; a regression on size, type, priority and quarter does not agree: {:.1f} times, '
            || '{:.1f} to {:.1f}',
            regression.ratio, regression.low, regression.high
        ) as words
    from row_of_all as regression
    inner join matched on regression.low > matched.high or regression.high < matched.low
    where regression.method = 'regression' and matched.method <> 'rmst'
),
landmark as (
    select
        format(
            '; by the teams of the first five business days, what was left took {:.1f} times as long, '
            || '{:.1f} to {:.1f}',
            ratio, low, high
        ) as words
    from row_of_all
    where method = 'landmark' and is_shown and low is not null
),
bound as (
    select
        format(
            'Of the time of all work {:.0f} % was waiting between teams ({:.0f} % with platform teams): '
            || 'even without any of it, all work together would be at most {:.1f} times as fast '
            || '({:.1f} times)',
            100 * portfolio.tax, 100 * portfolio.tax_with_platform,
            portfolio.bound, portfolio.bound_with_platform
        )
        || coalesce(format(', and chains at most {:.1f} times', class_tax.bound), '')
        -- What was forgotten and never closed waits, too.
        || case
            when portfolio.long_wait_share >= 0.1
                then format(
                        '. {:.0f} % of this waiting is in handoffs open for more than 13 weeks: '
                        || 'look whether they are forgotten',
                        100 * portfolio.long_wait_share
                    )
            else ''
        end as words
    from flow.portfolio_tax as portfolio
    left join flow.class_tax as class_tax on class_tax.dose = '≥2'
    where portfolio.bound is not null and portfolio.bound_with_platform is not null
),
merger as (
    select
        effect.wave_on,
        effect.verdict in ('faster', 'slower') as is_told,
        effect.verdict <> 'cannot be told' as is_measured,
        format(
            'here {} became {} (week of {})',
            regexp_replace(
                array_to_string(list_transform(wave.former_team_ids, lambda id: name_of[id]), ', '),
                ', ([^,]*)$', ' and \1'
            ),
            if(len(wave.became_team_ids) = 1, 'one team', format('{} teams', len(wave.became_team_ids))),
            effect.wave_on
        ) as event,
        case
            when effect.verdict = 'cannot be told' then effect.unknown_because
            else
                format(
                    'work took {:.2f} times as long as before ({:.2f} to {:.2f}), next to {} that went on as '
                    || 'they were: ',
                    effect.ratio, effect.ratio_low, effect.ratio_high,
                    if(
                        len(effect.compared_team_ids) = 1,
                        'one team', format('{} teams', len(effect.compared_team_ids))
                    )
                )
                || case effect.verdict
                    when 'faster' then 'less, and hardly by chance'
                    when 'slower' then 'more, and hardly by chance'
                    else format(
                            'no more than what happens without a reorganization; only a fall below {:.2f} '
                            || 'would have been found four times in five', effect.detectable_ratio
                        )
                end
        end as finding
    from flow.reorg_effect as effect
    inner join flow.integrating_wave as wave on wave.wave_on = effect.wave_on
    cross join (select map(list(team_id), list(name)) as name_of from core.team) as team
),
cause as (
    select
        coalesce(bool_or(is_told), false) as is_told,
        case
            when bool_or(is_told)
                then
                    '. '
                    || string_agg(concat('W', event, ', ', finding), '. ' order by wave_on)
                    filter (where is_measured)
                    || case count(*) filter (where not is_measured)
                        when 0 then ''
                        when 1 then '. What another such merger did cannot be told'
                        else
                            format(
                                '. What {} other such mergers did cannot be told',
                                count(*) filter (where not is_measured)
                            )
                    end
            else
                '; whether several teams are the reason, no reorganization can tell: '
                || coalesce(
                    string_agg(concat('w', event, ', ', finding), '; ' order by wave_on),
                    'none made one team of several that handed work to each other'
                )
        end as words
    from merger
)
select
    case
        when matched.ratio is not null and bound.words is not null and cause.is_told then 'L3'
        when matched.ratio is not null and bound.words is not null then 'L2'
        when matched.ratio is not null then 'L1'
        when raw.is_shown and raw.low is not null then 'L0'
    end as claim_level,
    case
        when matched.ratio is not null
            then matched.words
                || coalesce(dissent.words, '')
                || coalesce(format('; without matching {:.1f} times', raw.ratio), '')
                || coalesce(
                    landmark.words, '; by the teams of the first five business days it cannot be told'
                )
                || if(bound.words is not null, cause.words, '')
        when raw.is_shown and raw.low is not null then raw.words
        when mixed.is_mixed
            then 'Whether chains take longer cannot be told in one number: '
                || 'in some sizes they do, in others not'
        when raw.is_too_few or raw.ratio is null
            then 'Whether chains take longer cannot be told: too few of them, or of integrated work, '
                || 'can be compared'
        else 'Whether chains take longer cannot be told: of too many, nobody knows yet when they end'
    end
    || coalesce('. ' || bound.words, '') || '.' as sentence
from mixed
cross join cause
left join raw on true
left join matched on true
left join dissent on true
left join landmark on true
left join bound on true
