-- What work waited between teams that are there at as_of, as far as it did so in the window of what-if questions: picked
-- up, open so far, or ended otherwise; by the receiver's calendar. Where waits of one work item for one pair overlap, the
-- time counts once (metrics: what a merger would save).
-- One row per chain, giver, receiver and layer.
-- key: chain_key, from_team, to_team, layer
with window_wait as (
    select
        wait.chain_key,
        wait.layer,
        handoff.source,
        coalesce(handoff.ticket_number::varchar, handoff.pull_request_id) as work_item,
        handoff.from_team,
        handoff.to_team,
        greatest(handoff.released_at, flow.merge_window_from()) as from_at,
        handoff.clock_ended_at as to_at
    from flow.handoff as handoff
    inner join flow.wait as wait
        on wait.population = 'handoff' and wait.wait_number = handoff.handoff_number
    inner join flow.merge_team as giver on giver.team_id = handoff.from_team
    inner join flow.merge_team as receiver on receiver.team_id = handoff.to_team
    where handoff.clock_ended_at >= flow.merge_window_from() and handoff.from_team <> handoff.to_team
),
wait_start as (
    select
        *,
        from_at > max(to_at) over (
            partition by source, layer, work_item, from_team, to_team
            order by from_at, to_at
            rows between unbounded preceding and 1 preceding
        ) as is_start
    from window_wait
),
wait_run as (
    select
        *,
        count(*) filter (where is_start) over (
            partition by source, layer, work_item, from_team, to_team
            order by from_at, to_at
            rows unbounded preceding
        ) as run
    from wait_start
),
stretch as (
    select
        chain_key, layer, from_team, to_team,
        min(from_at) as from_at,
        max(to_at) as to_at,
        count(*) as handoff_count
    from wait_run
    group by chain_key, layer, from_team, to_team, source, work_item, run
)
select
    stretch.chain_key,
    stretch.from_team,
    stretch.to_team,
    stretch.layer,
    sum(core.business_hours(first_day, stretch.from_at, last_day, stretch.to_at)) as business_hours,
    sum(stretch.handoff_count)::bigint as handoff_count
from stretch
inner join core.team as team on team.team_id = stretch.to_team
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = stretch.from_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = stretch.to_at::date
group by stretch.chain_key, stretch.from_team, stretch.to_team, stretch.layer
