-- Chains that were compared, of both sides.
select
    began_on,
    team_names as teams,
    'reorganized' as side,
    format('{} and {}', pre_weeks, post_weeks) as weeks,
    before_count as chains_before,
    after_count as chains_after
from reorg_effect
union all
select
    began_on,
    compared_team_names,
    'compared',
    format('{} and {}', pre_weeks, post_weeks),
    compared_before_count,
    compared_after_count
from reorg_effect
order by began_on desc, side desc
