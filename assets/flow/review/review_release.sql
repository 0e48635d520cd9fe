-- Requests for a review that reached another team than the author's: asked of it, or of somebody who was in it at that
-- moment. Released when asked, or when the draft became ready; what was withdrawn or answered before that is left out.
-- With what came after: the team's answer (its first review, or its merge; also by who stands for it then), the withdrawal of
-- the request, the close by others, the reorganization that made asker and asked one team. A place is an event's in the order of its pull request: several events may share a second.
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
-- Each pair of teams of which one team is left, and since when.
joined_pair as (
    select
        giver.team_id as from_team,
        receiver.team_id as to_team,
        min(greatest(giver.from_at, receiver.from_at)) as joined_at
    from core.team_stand_in as giver
    inner join core.team_stand_in as receiver on receiver.stand_in_id = giver.stand_in_id
    group by all
),
request_reaction as (
    select
        request.source,
        request.pull_request_id,
        request.event_id,
        request.release_place,
        request.reviewer as asked_reviewer,
        request.reviewer_team as asked_team,
        event.* exclude (source, pull_request_id, event_id, team_id),
        event.event_id as reaction_event_id,
        asked.team_id is not null as is_theirs
    from released_request as request
    inner join event
        on event.source = request.source and event.pull_request_id = request.pull_request_id
        and event.place > request.place
    left join core.team_stand_in as asked
        on asked.team_id = request.to_team and asked.stand_in_id = event.team_id
        and asked.from_at <= event.happened_at
    where request.release_place is not null
),
sequel as (
    select
        source,
        pull_request_id,
        event_id,
        arg_min(struct_pack(place := place, at := happened_at, id := reaction_event_id), place)
        filter (where kind = 'review' and is_theirs) as review,
        arg_min(struct_pack(place := place, at := happened_at), place) filter (
            where kind = 'review_request_removed'
            and (reviewer = asked_reviewer or reviewer_team = asked_team)
        ) as withdrawal,
        arg_min(
            struct_pack(
                place := place, at := happened_at, id := reaction_event_id, is_theirs := is_theirs
            ),
            place
        ) filter (where kind = 'merged' and place > release_place) as merge,
        arg_min(struct_pack(place := place, at := happened_at), place) filter (
            where kind in ('merged', 'closed') and place > release_place
        ) as closing
    from request_reaction
    group by source, pull_request_id, event_id
),
-- What is merged is closed in the same second.
judged_sequel as (
    select
        sequel.* exclude (merge, closing),
        coalesce(sequel.merge.is_theirs and sequel.merge.at = sequel.closing.at, false)
            as is_merged_by_them,
        case when is_merged_by_them then sequel.merge end as their_merge,
        case when not is_merged_by_them then sequel.closing end as close
    from sequel
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
    sequel.close.at as closed_at,
    case when joined_pair.joined_at <= core.as_of() then joined_pair.joined_at end as dissolved_at
from released_request as request
left join judged_sequel as sequel using (source, pull_request_id, event_id)
left join joined_pair
    on joined_pair.from_team = request.from_team and joined_pair.to_team = request.to_team
where request.release_place is not null
    and coalesce(least(sequel.review.place, sequel.withdrawal.place) > request.release_place, true)
    and coalesce(dissolved_at > request.released_at, true)
