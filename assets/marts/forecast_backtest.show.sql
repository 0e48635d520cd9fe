select
    window_weeks,
    percentile,
    sum(tried_count)::bigint as tried_count,
    sum(met_count) / sum(tried_count) as met_share
from marts.forecast_backtest
group by window_weeks, percentile
order by window_weeks, percentile
