-- Releases that were published; drafts are none yet.
-- One row per release.
-- kept for: deployments per week and lead time to production
-- key: source, release_id
select * from core.github_release
