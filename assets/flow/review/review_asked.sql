-- Every time a review was asked for: by the author's team (an agent's is its principal's), of a team or of somebody who was in one at
-- that moment; null where a team is unknown.
-- One row per request.
-- key: source, pull_request_id, event_id
with
-- Whole before it meets the events, which would else be laid against everybody's stays.
author_stay as materialized (
    select pull.source, pull.pull_request_id, member.team_id, member.from_at, member.to_at
    from core.pull_request as pull
    inner join core.account_team as member
        on member.source = pull.source and member.account_id = pull.author and member.kind = 'human'
)
select
    event.source,
    event.pull_request_id,
    event.event_id,
    event.happened_at as requested_at,
    event.reviewer,
    event.reviewer_team,
    coalesce(author_member.team_id, principal.team_id) as from_team,
    coalesce(claim.team_id, reviewer_member.team_id) as to_team
from core.pull_request_event as event
left join author_stay as author_member
    on author_member.source = event.source and author_member.pull_request_id = event.pull_request_id
    and event.happened_at >= author_member.from_at and event.happened_at < author_member.to_at
left join core.principal as principal
    on principal.source = event.source and principal.item_kind = 'pull_request'
    and principal.event_id = 'asked ' || event.event_id
left join core.named_thing as named
    on named.source = event.source and named.kind = 'source_team' and named.thing_id = event.reviewer_team_id
left join core.team_claim as claim
    on claim.kind = 'source_team'
    and claim.value = case when named.thing_id is null then event.reviewer_team else named.file_name end
    and event.happened_at >= claim.from_at and event.happened_at < claim.to_at
left join core.account_team as reviewer_member
    on reviewer_member.source = event.source and reviewer_member.account_id = event.reviewer
    and reviewer_member.kind = 'human'
    and event.happened_at >= reviewer_member.from_at and event.happened_at < reviewer_member.to_at
where event.kind = 'review_requested' and event.happened_at <= core.as_of()
