-- Which ticket each landed issue of GitHub is: itself, or the one that it became by a transfer (ticket_id is the last of them).
-- GitHub does not say it: an issue was the one that it became if it had been through the same transfers but for
-- the last, stood in the repository that the next one left, was created in the same second by the same author, and was
-- not seen there afterwards. Several that are alike in all that are taken in the order of their numbers, first those that are
-- known to be gone.
-- One row per landed issue.
-- key: source, issue_id
with recursive told_transfer as (
    select source, issue_id, list(happened_at order by transfer_number) as transferred_at
    from core.github_transfer
    group by source, issue_id
),
landed_issue as (
    select
        issue.source, issue.id as issue_id, issue.scope as repository_id, issue.first_seen_at, issue.gone_at,
        try_cast(issue.payload ->> 'number' as bigint) as number,
        issue.payload ->> 'createdAt' as created_at,
        issue.payload ->> '$.author.databaseId' as author,
        coalesce(told_transfer.transferred_at, []) as transferred_at
    from raw.github_issue as issue
    left join told_transfer on told_transfer.source = issue.source and told_transfer.issue_id = issue.id
),
-- The last walk that found all issues of a repository that were known.
full_count as (
    select source, scope, max(core.instant(payload ->> 'started_at')) as counted_at
    from landing.walk
    where payload ->> 'state' = 'whole' and try_cast(payload ->> '$.uncounted.issue' as bigint) >= 0
    group by source, scope
),
-- Each transfer of each issue that tells of some, with the transfers before it.
departure as (
    select
        issue.source, issue.issue_id as later_id, issue.number, issue.created_at, issue.author,
        issue.transferred_at[1:transfer.transfer_number - 1] as transferred_before,
        len(issue.transferred_at) as transfer_count,
        transfer.transfer_number, transfer.happened_at as left_at, transfer.from_repository_id
    from landed_issue as issue
    inner join core.github_transfer as transfer
        on transfer.source = issue.source and transfer.issue_id = issue.issue_id
),
pair as (
    select
        departure.source, issue.issue_id, departure.later_id, departure.transfer_number,
        departure.transfer_count,
        issue.number,
        departure.number as later_number,
        issue.gone_at is null as is_listed
    from departure
    inner join landed_issue as issue
        on issue.source = departure.source and issue.created_at = departure.created_at
        and issue.transferred_at = departure.transferred_before
        and (issue.author = departure.author or issue.author is null or departure.author is null)
        and coalesce(departure.from_repository_id, issue.repository_id) = issue.repository_id
        and issue.first_seen_at <= departure.left_at
    left join full_count
        on full_count.source = issue.source and full_count.scope = issue.repository_id
    -- A walk misses what leaves while it lasts.
    where issue.gone_at > departure.left_at - interval 1 day
        or (issue.gone_at is null and (full_count.counted_at > departure.left_at) is not true)
),
ranked_pair as (
    select
        *,
        row_number() over by_later as place,
        row_number() over by_earlier as later_place
    from pair
    window
        by_later as (partition by source, later_id, transfer_number order by is_listed, number),
        by_earlier as (partition by source, issue_id, transfer_count order by later_number)
),
next_issue as (
    select source, issue_id, arg_min(later_id, transfer_count) as later_id
    from ranked_pair
    where place = later_place
    group by source, issue_id
),
way as (
    select source, issue_id, issue_id as ticket_id, 0 as step
    from landed_issue
    union all
    select way.source, way.issue_id, next_issue.later_id, way.step + 1
    from way
    inner join next_issue on next_issue.source = way.source and next_issue.issue_id = way.ticket_id
)
select
    landed_issue.source,
    landed_issue.issue_id,
    arg_max(way.ticket_id, way.step) as ticket_id,
    landed_issue.repository_id,
    landed_issue.number,
    len(landed_issue.transferred_at) as transfer_count,
    landed_issue.first_seen_at
from landed_issue
inner join way on way.source = landed_issue.source and way.issue_id = landed_issue.issue_id
group by landed_issue.*
