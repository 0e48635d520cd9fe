-- Time that somebody said to have worked on a ticket: when it was written down, from when it was, and how long.
-- gone_at says since when it is deleted or no longer visible.
-- One row per worklog.
-- kept for: time that people say they worked, beside the time that work waited
-- key: source, worklog_id
select * from core.jira_ticket_worklog
