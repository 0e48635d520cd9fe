-- From when on waits count for what a merger would save: the last 26 weeks, or as far back as all histories are whole.
create or replace macro flow.merge_window_from() as (
    select greatest(core.as_of() - interval 182 days, min(starts_at)) from core.week where is_observed
)
