-- Commits that were brought somewhere, up to as_of; state and environment are those of now. branch is the one that the
-- deployment was asked for by, where the source tells.
-- One row per deployment.
-- key: source, deployment_id
select * from core.github_deployment
where happened_at <= core.as_of()
