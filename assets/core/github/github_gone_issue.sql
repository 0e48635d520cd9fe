-- GitHub's issues that are gone, with the last look that found them there: what is told of one since then, such as that it is on no
-- board any more, tells only that it is gone. Null where no look at its repository was before that.
-- One row per landed issue that is gone.
-- key: source, issue_id
select
    issue.source, issue.id as issue_id,
    max(core.instant(walk.payload ->> 'started_at')) as last_seen_at
from raw.github_issue as issue
left join landing.walk as walk
    on walk.source = issue.source and walk.scope = issue.scope
    and core.instant(walk.payload ->> 'started_at') < issue.gone_at
where issue.gone_at is not null
group by issue.source, issue.id
