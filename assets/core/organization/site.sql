-- What stands behind each source, as far as it says so itself: whether its histories tell what a field held before each
-- change (has_values_before), whether estimates, teams and sprints are fields of its own making (has_custom_fields), and whether
-- a night's look for what moves no last change leaves closed tickets out (is_open_alone_watched; null: there is no such look).
-- One row per source that has been read.
-- key: source
select * from core.jira_site
union all by name
select * from core.github_site
