-- Every item of every history of a ticket, in one set of words; several items of one history share change_id and at.
-- The words: status, assignee, reporter, team, project, key, component, sprint, points, resolution, labels, link, parent,
-- priority, flagged, type, fix_version, affected_version. The vendor's own name stays where Baton has no word for it.
-- field_id says which of the vendor's fields it was, by name where a history knows no id. Values are as the vendor
-- wrote them: what is empty there is null here.
-- One row per history and item.
-- key: source, change_id, item_number
select * from core.jira_ticket_change
union all by name
select * from core.github_ticket_change
