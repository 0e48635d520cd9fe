-- Every time a review was asked for, and what that was: a handoff to another team, or why not. No person is named: a
-- reviewer stands for the team they were in at that moment. It is what `baton explain` reads.
-- One row per request.
-- key: source, pull_request_id, event_id
-- column source: configured name of the GitHub host
-- column pull_request_id: the vendor's immutable id
-- column pull_request_key: such as northwind/app#101
-- column requested_at: when it was asked for, UTC
-- column requested_at_local: the same by the clocks of the organization's time zone
-- column origin: who opened the pull request: human, agent or bot; null where the account is gone
-- column from_team: the author's team at that moment (an agent's is its principal's); null for a bot, an agent for nobody that is known, or somebody without a team
-- column from_team_name: what that is called
-- column to_team: the team asked, or the reviewer's team at that moment; null where that is unknown
-- column to_team_name: what that is called
-- column verdict: handoff, or why it was none: same_team, no_team, asked_before (unanswered: the same handoff), not_ready (a draft to its end, or until it was withdrawn or answered), detector_off
-- column handoff_id: the handoff it was; null where it was none
-- column agent_reviewed_at: when an agent first reviewed it after that, UTC: no pickup; null if none did
-- column agent_reviewed_at_local: the same by the clocks of the organization's time zone
-- column event_id: the request, as the source numbers it
with agent_review as (
    select
        request.source, request.pull_request_id, request.event_id,
        min(review.happened_at) as reviewed_at
    from flow.review_asked as request
    inner join core.principal as review
        on review.source = request.source and review.item_kind = 'pull_request'
        and review.item_id = request.pull_request_id and review.kind = 'review'
        and review.happened_at >= request.requested_at and review.happened_at <= core.as_of()
    group by all
)
select
    request.source,
    request.pull_request_id,
    pull.key as pull_request_key,
    request.requested_at,
    core.local_time(request.requested_at) as requested_at_local,
    opening.opened_by as origin,
    request.from_team,
    marts.team_name(request.from_team) as from_team_name,
    request.to_team,
    marts.team_name(request.to_team) as to_team_name,
    case
        when request.from_team is null or request.to_team is null then 'no_team'
        when request.from_team = request.to_team then 'same_team'
        when handoff.handoff_id is not null then 'handoff'
        when found.release_event_id is not null then 'detector_off'
        when release.event_id is not null then 'asked_before'
        else 'not_ready'
    end as verdict,
    handoff.handoff_id,
    agent_review.reviewed_at as agent_reviewed_at,
    core.local_time(agent_review.reviewed_at) as agent_reviewed_at_local,
    request.event_id
from flow.review_asked as request
left join agent_review
    on agent_review.source = request.source and agent_review.pull_request_id = request.pull_request_id
    and agent_review.event_id = request.event_id
inner join core.pull_request as pull
    on pull.source = request.source and pull.pull_request_id = request.pull_request_id
left join flow.work_opening as opening
    on opening.work_item_kind = 'pull_request' and opening.source = request.source
    and opening.work_item_id = request.pull_request_id
left join flow.review_release as release
    on release.source = request.source and release.pull_request_id = request.pull_request_id
    and release.event_id = request.event_id
left join flow.review_request as found
    on found.source = request.source and found.pull_request_id = request.pull_request_id
    and found.to_team = request.to_team and found.release_event_id = request.event_id
left join flow.handoff as handoff
    on handoff.source = request.source and handoff.pull_request_id = request.pull_request_id
    and handoff.to_team = request.to_team
    and handoff.release_event_id = request.event_id
order by request.source, request.pull_request_id, request.requested_at, request.event_id
