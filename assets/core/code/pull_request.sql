-- Pull requests as they are now. A pull request is the vendor's immutable id; number and repository name are attributes.
-- One row per pull request.
-- key: source, pull_request_id
select * from core.github_pull_request
