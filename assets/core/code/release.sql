-- Releases that were published by as_of; drafts are none yet.
-- One row per release.
-- key: source, release_id
select * from core.github_release
where happened_at <= core.as_of()
