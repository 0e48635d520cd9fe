-- Trials of service_level_forecast: warned of or not, and what became of them; and of these, those in which the promise was
-- kept in the four weeks that ended a week before.
with trial as (
    select
        coalesce(is_warned, false) as is_warned,
        not is_promise_kept as is_broken,
        coalesce(lag(is_promise_kept) over (partition by target, team_id order by week_starts_on), false)
            as was_kept,
        not is_lost and is_warned is not null and is_promise_kept is not null as is_tried
    from marts.service_level_forecast
)
select
    count(*) as trials,
    count(*) filter (where is_broken) as broken,
    count(*) filter (where is_warned) as warned,
    count(*) filter (where is_warned and is_broken) as "right",
    count(*) filter (where was_kept) as first_trials,
    count(*) filter (where is_broken and was_kept) as first_broken,
    count(*) filter (where is_warned and was_kept) as first_warned,
    count(*) filter (where is_warned and is_broken and was_kept) as first_right
from trial
where is_tried
