-- Commits that were brought somewhere.
-- One row per deployment.
-- kept for: deployments per week and lead time to production
-- key: source, deployment_id
select * from core.github_deployment
