-- The share of all work's time that was waiting between teams, and what follows at most; as of now.
with counted as (
    select
        portfolio.*,
        (
            select count(*) from chain
            where chain.state in ('done', 'open') and chain.is_observed and chain.lead_hours is not null
        ) as chain_total
    from integration_ratio as portfolio
    where method = 'portfolio' and $team = '*' and $is_newest and handoff_tax is not null
)
select
    'Handoff tax' as title,
    format('{:.0f} %', 100 * handoff_tax) as figure,
    format(
        'Of the time that all work took, {:.0f} % was waiting between teams that are no shared platform: '
        || 'without any of it, work would be at most {:.1f} times as fast.',
        100 * handoff_tax, speed_up_bound
    ) as sentence,
    chain_total as n,
    'chains' as n_of,
    format(
        'finished chains alone {:.0f} % (too low), with shared platforms {:.0f} %',
        100 * handoff_tax_finished_only, 100 * handoff_tax_with_platform
    ) as interval_text,
    'select handoff_tax, speed_up_bound, handoff_tax_finished_only, handoff_tax_with_platform, '
    || '(select count(*) from chain where state in (''done'', ''open'') '
    || 'and is_observed and lead_hours is not null) as chains '
    || 'from integration_ratio where method = ''portfolio''' as evidence_sql,
    'integration_ratio' as look,
    true as is_mature,
    grade
from counted
