-- The weekly figures that people quote, and that Baton therefore keeps as they were first published. kind says how a
-- figure follows from its work items: sum adds up what each counts for; median is one of them, which changes with history
-- alone; wait is a median that changes as waits come to their end, too. work_item_kind says what the work items are.
-- One row per table and column.
-- key: table_name, column_name
select * from (
    values
    ('velocity_week', 'completed_count', 'sum', 'ticket'),
    ('velocity_week', 'points', 'sum', 'ticket'),
    ('velocity_week', 'unestimated_count', 'sum', 'ticket'),
    ('velocity_week', 'bug_count', 'sum', 'ticket'),
    ('velocity_week', 'lead_hours_p50', 'median', 'ticket'),
    ('velocity_week', 'cycle_hours_p50', 'median', 'ticket'),
    ('velocity_week', 'pull_request_merged_count', 'sum', 'pull_request'),
    ('team_week', 'arrival_count', 'sum', 'ticket'),
    ('team_week', 'transfer_in_count', 'sum', 'ticket'),
    ('team_week', 'transfer_out_count', 'sum', 'ticket'),
    ('team_week', 'reopened_count', 'sum', 'ticket'),
    ('team_week', 'completed_count', 'sum', 'ticket'),
    ('team_week', 'cancelled_count', 'sum', 'ticket'),
    ('team_week', 'gone_count', 'sum', 'ticket'),
    ('team_week', 'open_end_count', 'sum', 'ticket'),
    ('team_week', 'queue_count', 'sum', 'ticket'),
    ('team_week', 'wip_count', 'sum', 'ticket'),
    ('team_week', 'queue_wait_business_hours_p50', 'wait', 'ticket')
) as v (table_name, column_name, kind, work_item_kind)
