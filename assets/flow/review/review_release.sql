-- Requests for a review that reached another team than the author's: asked of it, or of somebody who was in it at that
-- moment. Released when asked, or when the draft became ready; what was withdrawn or answered before that is left out.
-- With what came after: the team's answer (its first review, or its merge), the withdrawal of the request, the close by
-- others. A place is an event's in the order of its pull request: several events may share a second.
-- One row per request.
-- key: source, pull_request_id, event_id
with event as (
    select
        event.source, event.pull_request_id, event.event_id, event.kind, event.happened_at,
        event.reviewer, event.reviewer_team, member.team_id,
        row_number() over (
            partition by event.source, event.pull_request_id order by event.happened_at, event.event_number
        ) as place
    from core.pull_request_event as event
    left join core.account_team as member
        on member.source = event.source and member.account_id = event.account_id and member.kind = 'human'
        and event.happened_at >= member.from_at and event.happened_at < member.to_at
    where event.happened_at <= core.as_of() and event.kind in (
            'review_requested', 'review_request_removed', 'review', 'ready_for_review', 'convert_to_draft',
            'merged', 'closed'
        )
),
draft_change as (
    select source, pull_request_id, place, happened_at, kind = 'convert_to_draft' as is_draft
    from event
    where kind in ('ready_for_review', 'convert_to_draft')
),
-- The first change tells of the time before it, also where it came after as_of.
first_change as (
    select
        source, pull_request_id, arg_min(kind, (happened_at, event_number)) = 'ready_for_review' as was_draft
    from core.pull_request_event
    where kind in ('ready_for_review', 'convert_to_draft')
    group by source, pull_request_id
),
first_state as (
    select pull.source, pull.pull_request_id, coalesce(first_change.was_draft, pull.is_draft) as is_draft
    from core.pull_request as pull
    left join first_change using (source, pull_request_id)
),
request as (
    select asked.*, event.place
    from flow.review_asked as asked
    inner join event using (source, pull_request_id, event_id)
    where asked.to_team <> asked.from_team
),
request_state as (
    select request.*, coalesce(draft_change.is_draft, first_state.is_draft) as is_draft
    from request
    inner join first_state using (source, pull_request_id)
    asof left join draft_change
        on draft_change.source = request.source and draft_change.pull_request_id = request.pull_request_id
        and request.place >= draft_change.place
),
released_request as (
    select
        request_state.*,
        case when request_state.is_draft then ready.place else request_state.place end as release_place,
        case when request_state.is_draft then ready.happened_at else requested_at end as released_at
    from request_state
    asof left join (select * from draft_change where not is_draft) as ready
        on ready.source = request_state.source and ready.pull_request_id = request_state.pull_request_id
        and request_state.place < ready.place
),
sequel as (
    select
        request.source,
        request.pull_request_id,
        request.event_id,
        arg_min(struct_pack(place := event.place, at := event.happened_at, id := event.event_id), event.place)
        filter (where event.kind = 'review' and event.team_id = request.to_team) as review,
        arg_min(struct_pack(place := event.place, at := event.happened_at), event.place) filter (
            where event.kind = 'review_request_removed'
            and (event.reviewer = request.reviewer or event.reviewer_team = request.reviewer_team)
        ) as withdrawal,
        arg_min(
            struct_pack(
                place := event.place, at := event.happened_at, id := event.event_id, team_id := event.team_id
            ),
            event.place
        ) filter (where event.kind = 'merged' and event.place > request.release_place) as merge,
        arg_min(struct_pack(place := event.place, at := event.happened_at), event.place) filter (
            where event.kind in ('merged', 'closed') and event.place > request.release_place
        ) as closing
    from released_request as request
    inner join event
        on event.source = request.source and event.pull_request_id = request.pull_request_id
        and event.place > request.place
    where request.release_place is not null
    group by request.source, request.pull_request_id, request.event_id
),
-- What is merged is closed in the same second.
judged_sequel as (
    select
        sequel.* exclude (merge, closing),
        coalesce(sequel.merge.team_id = request.to_team and sequel.merge.at = sequel.closing.at, false)
            as is_merged_by_them,
        case when is_merged_by_them then sequel.merge end as their_merge,
        case when not is_merged_by_them then sequel.closing end as close
    from sequel
    inner join request using (source, pull_request_id, event_id)
)
select
    request.source,
    request.pull_request_id,
    request.event_id,
    request.from_team,
    request.to_team,
    request.place,
    request.release_place,
    request.released_at,
    least(sequel.review.place, sequel.their_merge.place) as answer_place,
    least(sequel.review.at, sequel.their_merge.at) as answered_at,
    case
        when sequel.review.place = answer_place then sequel.review.id else sequel.their_merge.id
    end as answer_event_id,
    sequel.withdrawal.place as withdrawal_place,
    sequel.withdrawal.at as withdrawn_at,
    sequel.close.place as close_place,
    sequel.close.at as closed_at
from released_request as request
left join judged_sequel as sequel using (source, pull_request_id, event_id)
where request.release_place is not null
    and coalesce(least(sequel.review.place, sequel.withdrawal.place) > request.release_place, true)
