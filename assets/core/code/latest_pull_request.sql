-- Pull requests that were there at as_of, as they are now, or as they were when last seen. What one was at as_of,
-- core.pull_request says.
-- One row per pull request.
-- key: source, pull_request_id
select * from core.github_pull_request
where created_at <= core.as_of()
