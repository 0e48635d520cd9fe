-- Repositories as they are now.
-- One row per repository.
-- key: source, repository_id
select * from core.github_repository
