-- As of when the warehouse is, and the window of what-if questions.
select
    core.as_of() as as_of,
    flow.merge_window_from() as window_from,
    epoch(core.as_of() - flow.merge_window_from()) / 604800 as window_weeks,
    (select bool_and(run.is_complete) from core.run as run) as is_complete
