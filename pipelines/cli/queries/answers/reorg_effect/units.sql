-- Chains that were compared, of both sides.
select
    began_on,
    team_names as teams,
    'reorganized' as side,
    pre_weeks as weeks_before,
    post_weeks as weeks_after,
    before_count as chains_before,
    after_count as chains_after
from reorg_effect
union all
select
    began_on,
    compared_team_names,
    'compared',
    pre_weeks,
    post_weeks,
    compared_before_count,
    compared_after_count
from reorg_effect
order by began_on desc, side desc
