-- Cross-team reviews (detector D6): the author's team asks another team, or somebody who is in another team at that
-- moment. Released when asked, or when the draft became ready; answered by the first review of a human of that team. A
-- team that is asked twice within one of its business hours, before it answered, was asked once.
-- One row per pull request, team asked and release.
-- key: source, pull_request_id, to_team, released_at
with event as (
    select
        event.*,
        member.team_id
    from core.pull_request_event as event
    left join core.account_team as member
        on member.source = event.source and member.account_id = event.account_id and member.kind = 'human'
        and event.happened_at >= member.from_at and event.happened_at < member.to_at
    where event.happened_at <= core.as_of()
),
draft_change as (
    select source, pull_request_id, event_id, kind, happened_at
    from event
    where kind in ('ready_for_review', 'convert_to_draft')
),
first_state as (
    select
        pull.source, pull.pull_request_id,
        coalesce(
            arg_min(draft_change.kind, draft_change.happened_at) = 'ready_for_review',
            any_value(pull.is_draft)
        ) as is_draft
    from core.pull_request as pull
    left join draft_change using (source, pull_request_id)
    group by pull.source, pull.pull_request_id
),
request as (
    select * from flow.review_asked where to_team <> from_team
),
request_state as (
    select request.*, coalesce(draft_change.kind = 'convert_to_draft', first_state.is_draft) as is_draft
    from request
    inner join first_state using (source, pull_request_id)
    asof left join draft_change
        on draft_change.source = request.source and draft_change.pull_request_id = request.pull_request_id
        and request.requested_at >= draft_change.happened_at
),
released_request as (
    select
        request_state.* exclude (is_draft),
        case when not request_state.is_draft then requested_at else ready.happened_at end as released_at
    from request_state
    asof left join (select * from draft_change where kind = 'ready_for_review') as ready
        on ready.source = request_state.source and ready.pull_request_id = request_state.pull_request_id
        and request_state.requested_at < ready.happened_at
),
answer as (
    select
        released_request.*,
        min(event.happened_at) filter (where event.kind = 'review' and event.team_id = to_team)
            as reviewed_at,
        arg_min(event.event_id, (event.happened_at, event.event_id)) filter (
            where event.kind = 'review' and event.team_id = to_team
        ) as review_event_id,
        min(event.happened_at) filter (
            where event.kind = 'review_request_removed'
            and (
                event.reviewer = released_request.reviewer
                or event.reviewer_team = released_request.reviewer_team
            )
        ) as removed_at,
        min(event.happened_at) filter (where event.kind = 'merged' and event.team_id = to_team)
            as merged_by_them_at,
        min(event.happened_at) filter (where event.kind in ('merged', 'closed')) as closed_at
    from released_request
    left join event
        on event.source = released_request.source and event.pull_request_id = released_request.pull_request_id
        and event.happened_at >= released_request.released_at
    where released_request.released_at is not null
    group by all
),
verdict as (
    select
        *,
        case when merged_by_them_at = closed_at then merged_by_them_at end as merged_at,
        least(
            coalesce(reviewed_at, 'infinity'::timestamp),
            coalesce(merged_at, 'infinity'::timestamp)
        ) as answered_at,
        least(
            coalesce(removed_at, 'infinity'::timestamp),
            coalesce(case when merged_at is null then closed_at end, 'infinity'::timestamp)
        ) as withdrawn_at
    from answer
),
measured_release as (
    select
        verdict.*,
        coalesce(core.working_seconds(day, released_at), epoch(released_at)) as released_second
    from verdict
    inner join core.team as team on team.team_id = verdict.to_team
    left join core.calendar_clock as day
        on day.calendar = team.calendar and day.day_on = verdict.released_at::date
),
ordered_request as (
    select
        *,
        coalesce(
            released_second - lag(released_second) over requests
            < (select same_handoff_seconds from core.organization)
            and lag(least(answered_at, withdrawn_at)) over requests > released_at,
            false
        ) as is_repeat
    from measured_release
    window
        requests as (
            partition by source, pull_request_id, to_team order by released_at, requested_at, event_id
        )
)
select
    source,
    pull_request_id,
    'D6' as detector,
    'review' as kind,
    from_team,
    to_team,
    released_at,
    case when isfinite(answered_at) and answered_at <= withdrawn_at then answered_at end as touched_at,
    case
        when isfinite(answered_at) and answered_at <= withdrawn_at then answered_at
        when isfinite(withdrawn_at) then withdrawn_at
    end as ended_at,
    case
        when isfinite(answered_at) and answered_at <= withdrawn_at then 'picked_up'
        when not isfinite(withdrawn_at) then 'open'
        when withdrawn_at = removed_at then 'returned_unpicked'
        else 'cancelled'
    end as outcome,
    case
        when row_number()
                over (
                    partition by source, pull_request_id, to_team order by released_at, requested_at, event_id
                )
            = 1 then 'first'
        else 'review_again'
    end as role,
    event_id as release_event_id,
    case when touched_at is not null then review_event_id end as touch_event_id
from ordered_request
where not is_repeat
