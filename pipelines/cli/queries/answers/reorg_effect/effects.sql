-- How each was judged.
select
    began_on,
    verdict,
    ratio,
    ratio_low as low_ratio,
    ratio_high as high_ratio,
    detectable_ratio as would_be_found_below_ratio,
    placebo_count as placebos,
    placebo_p as as_strong_share,
    trend_p as other_trend_share
from reorg_effect
order by began_on desc
