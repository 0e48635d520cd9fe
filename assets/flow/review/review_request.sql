-- Cross-team reviews (detector D6): the author's team asks another team, from the release of its request to the first
-- review (or the merge) by a human of that team, or of who stands for it then; dissolved where a reorganization makes both
-- one team first. A team that is asked again within one of its business hours, before it answered, was asked once; so was
-- one that is asked by a request that takes the place of another, within that time of its withdrawal (GitHub asks members in
-- the place of their team, often in one second). It has the ball until the last of these requests is withdrawn.
-- One row per handoff, by the request that began it.
-- key: source, pull_request_id, release_event_id
with measured_release as (
    select
        release.*,
        coalesce(core.working_seconds(day, release.released_at), epoch(release.released_at))
            as released_second,
        coalesce(core.working_seconds(last_day, release.withdrawn_at), epoch(release.withdrawn_at))
            as withdrawn_second
    from flow.review_release as release
    inner join core.team as team on team.team_id = release.to_team
    left join core.calendar_clock as day
        on day.calendar = team.calendar and day.day_on = release.released_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = team.calendar and last_day.day_on = release.withdrawn_at::date
),
ordered_release as (
    select
        *,
        lag(release_place) over releases is not null
        and coalesce(lag(least(answer_place, close_place)) over releases > release_place, true)
        and coalesce(
            least(
                released_second - lag(released_second) over releases,
                abs(released_second - lag(withdrawn_second) over releases)
            ) < (select same_handoff_seconds from core.organization),
            false
        ) as is_repeat
    from measured_release
    window releases as (partition by source, pull_request_id, to_team order by release_place, place)
),
numbered_release as (
    select
        *,
        sum((not is_repeat)::integer) over (
            partition by source, pull_request_id, to_team order by release_place, place
        ) as request_number
    from ordered_release
),
request as (
    select
        source,
        pull_request_id,
        to_team,
        request_number,
        arg_min(from_team, (release_place, place)) as from_team,
        arg_min_null(dissolved_at, (release_place, place)) as dissolved_at,
        min(released_at) as released_at,
        arg_min(event_id, (release_place, place)) as release_event_id,
        min(answer_place) as answer_place,
        arg_min(answered_at, answer_place) as answered_at,
        arg_min(answer_event_id, answer_place) as answer_event_id,
        case when count(withdrawal_place) = count(*) then max(withdrawal_place) end as withdrawal_place,
        arg_max(withdrawn_at, withdrawal_place) as withdrawn_at,
        min(close_place) as close_place,
        arg_min(closed_at, close_place) as closed_at
    from numbered_release
    group by source, pull_request_id, to_team, request_number
),
earlier_request as (
    select distinct later.source, later.pull_request_id, later.to_team, later.request_number
    from request as later
    inner join request as earlier
        on earlier.source = later.source and earlier.pull_request_id = later.pull_request_id
        and earlier.released_at < later.released_at
    inner join core.team_stand_in as asked
        on asked.team_id = earlier.to_team and asked.stand_in_id = later.to_team
        and asked.from_at <= later.released_at
),
request_and_end as (
    select
        request.*,
        case least(answer_place, withdrawal_place, close_place)
            when answer_place then 'picked_up'
            when withdrawal_place then 'returned_unpicked'
            when close_place then 'cancelled'
            else 'open'
        end as reaction,
        case reaction
            when 'picked_up' then answered_at
            when 'returned_unpicked' then withdrawn_at
            when 'cancelled' then closed_at
        end as reacted_at,
        earlier_request.to_team is not null or request_number > 1 as is_again
    from request
    left join earlier_request using (source, pull_request_id, to_team, request_number)
)
select
    source,
    pull_request_id,
    'D6' as detector,
    'review' as kind,
    from_team,
    to_team,
    released_at,
    case
        when dissolved_at <= coalesce(reacted_at, 'infinity'::timestamp) then 'dissolved_by_reorg'
        else reaction
    end as outcome,
    case outcome when 'dissolved_by_reorg' then dissolved_at else reacted_at end as ended_at,
    case when outcome = 'picked_up' then answered_at end as touched_at,
    case when is_again then 'review_again' else 'first' end as role,
    release_event_id,
    case when outcome = 'picked_up' then answer_event_id end as touch_event_id
from request_and_end
