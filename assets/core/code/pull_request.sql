-- Pull requests that were there at as_of, as they are now, but for what happened to them since. A pull request is the
-- vendor's immutable id; number and repository name are attributes.
-- One row per pull request.
-- key: source, pull_request_id
select
    * replace (
        case when merged_at <= core.as_of() then merged_at end as merged_at,
        case when closed_at <= core.as_of() then closed_at end as closed_at,
        case when gone_at <= core.as_of() then gone_at end as gone_at
    )
from core.github_pull_request
where created_at <= core.as_of()
