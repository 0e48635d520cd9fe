-- Resolutions that Jira itself gives a meaning: none, each site makes its own.
-- One row per resolution.
-- view: core.resolution
select null::varchar as source, null::varchar as resolution, null::boolean as is_counted
where false
