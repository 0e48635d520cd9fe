-- The handoff tax of all work, its bound, and what may be said of integrated work against chains.
select
    sentence,
    claim_level,
    handoff_tax,
    handoff_tax_with_platform,
    handoff_tax_finished_only,
    speed_up_bound,
    speed_up_bound_with_platform,
    speed_up_bound_finished_only,
    wait_open_over_13_weeks_share,
    grade
from integration_ratio
where method = 'portfolio'
