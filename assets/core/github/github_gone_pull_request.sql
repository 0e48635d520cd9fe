-- GitHub's pull requests that are gone while their last look found them open. Nobody can delete one: it is archived, which closes it,
-- and the token may not triage, so that it does not get it any more; or GitHub took it away. Either way nobody waits for it. It
-- counts as closed at that last look.
-- https://docs.github.com/en/communities/moderating-comments-and-conversations/archive-pull-requests
-- One row per landed pull request that is gone and was open.
-- key: source, pull_request_id
select
    pull.source, pull.id as pull_request_id,
    coalesce(max(core.instant(walk.payload ->> 'started_at')), pull.gone_at) as closed_at
from raw.github_pull_request as pull
left join landing.walk as walk
    on walk.source = pull.source and walk.scope = pull.scope
    and core.instant(walk.payload ->> 'started_at') < pull.gone_at
where pull.gone_at is not null and (pull.payload ->> 'state') = 'OPEN'
group by pull.source, pull.id, pull.gone_at
