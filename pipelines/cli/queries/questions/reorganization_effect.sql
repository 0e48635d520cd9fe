-- Did the reorganization make anybody faster?
-- Lead times before and after it, next to teams that went on as they were, judged by dates at which nothing happened.
select
    began_on,
    pre_weeks as before,
    post_weeks as after,
    before_count + after_count as chains,
    round(ratio, 2) as ratio,
    round(ratio_low, 2) as low,
    round(ratio_high, 2) as high,
    verdict,
    unknown_because as because
from reorg_effect
order by began_on
