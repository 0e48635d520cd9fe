-- What each team finished in a week: a completion belongs to the team that had the ticket just before it was closed, if
-- it still stands at as_of. Points are no measure between teams, and none of people.
-- One row per team and week, zero-filled over the time that the team exists.
-- key: week_starts_on, team_id
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week
-- column team_id: team
-- column team_name: what that is called
-- column completed_count: tickets completed, standing at as_of
-- column points: their estimates at completion, summed; unestimated ones add nothing; null where the sum is no number
-- column unestimated_count: of the completed ones, those without an estimate
-- column bug_count: of the completed ones, bugs: those of the types that the organization file names (items: bug_types), else what bugs are called in several languages
-- column lead_hours_p50: median of creation to completion; null where nothing was completed
-- column lead_hours_p85: 85th percentile of the same, linear interpolation
-- column cycle_hours_p50: median of first work status to completion; null where none had one
-- column cycle_hours_p85: 85th percentile of the same
-- column cycle_in_team_hours_p50: median of the team's own first work status to completion
-- column is_p85_shown: whether at least 7 completions stand behind the 85th percentiles
-- column pull_request_merged_count: pull requests merged whose author was in the team at the merge
-- column pull_request_unreviewed_count: of these, merged with no response of anybody else
-- column pull_request_coding_hours_p50: of these, median of first commit to ready
-- column pull_request_pickup_hours_p50: of these, median of ready to the first human response
-- column pull_request_review_hours_p50: of these, median of first response to the last approval
-- column pull_request_merge_hours_p50: of these, median of that approval to the merge
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with dated_completion as (
    select
        date_trunc('week', timezone(o.timezone, timezone('UTC', completion.completed_at)))::date
            as week_starts_on,
        completion.*
    from flow.completion as completion
    cross join core.organization as o
),
ticket_week as (
    select
        week_starts_on,
        team_id,
        count(*)::bigint as completed_count,
        core.finite(coalesce(sum(points), 0)) as points,
        count(*) filter (where points is null)::bigint as unestimated_count,
        count(*) filter (where is_bug)::bigint as bug_count,
        quantile_cont(lead_hours, 0.5) filter (where not is_logged_after) as lead_hours_p50,
        marts.percentile(
            list_sort(list(lead_hours) filter (where lead_hours is not null and not is_logged_after)), 0.85
        ) as lead_hours_p85,
        quantile_cont(cycle_hours, 0.5) filter (where not is_logged_after) as cycle_hours_p50,
        marts.percentile(
            list_sort(list(cycle_hours) filter (where cycle_hours is not null and not is_logged_after)), 0.85
        ) as cycle_hours_p85,
        quantile_cont(cycle_in_team_hours, 0.5) filter (where not is_logged_after) as cycle_in_team_hours_p50
    from dated_completion
    group by week_starts_on, team_id
),
pull_request_week as (
    select
        date_trunc('week', timezone(o.timezone, timezone('UTC', stage.merged_at)))::date as week_starts_on,
        stage.team_id,
        count(*)::bigint as merged_count,
        count(*) filter (where stage.is_unreviewed and stage.is_observed)::bigint as unreviewed_count,
        quantile_cont(stage.coding_hours, 0.5) filter (where stage.is_observed) as coding_hours_p50,
        quantile_cont(stage.pickup_hours, 0.5) filter (where stage.is_observed) as pickup_hours_p50,
        quantile_cont(stage.review_hours, 0.5) filter (where stage.is_observed) as review_hours_p50,
        quantile_cont(stage.merge_hours, 0.5) filter (where stage.is_observed) as merge_hours_p50
    from flow.pull_request_stage as stage
    cross join core.organization as o
    where stage.merged_at is not null and stage.team_id is not null
    group by all
)
select
    week.week_starts_on,
    week.iso_week,
    week.is_complete_week,
    team.team_id,
    marts.team_name(team.team_id) as team_name,
    coalesce(ticket_week.completed_count, 0) as completed_count,
    case when ticket_week.completed_count is null then 0 else ticket_week.points end as points,
    coalesce(ticket_week.unestimated_count, 0) as unestimated_count,
    coalesce(ticket_week.bug_count, 0) as bug_count,
    ticket_week.lead_hours_p50,
    ticket_week.lead_hours_p85,
    ticket_week.cycle_hours_p50,
    ticket_week.cycle_hours_p85,
    ticket_week.cycle_in_team_hours_p50,
    coalesce(ticket_week.completed_count, 0) >= 7 as is_p85_shown,
    coalesce(pull_request_week.merged_count, 0) as pull_request_merged_count,
    coalesce(pull_request_week.unreviewed_count, 0) as pull_request_unreviewed_count,
    pull_request_week.coding_hours_p50 as pull_request_coding_hours_p50,
    pull_request_week.pickup_hours_p50 as pull_request_pickup_hours_p50,
    pull_request_week.review_hours_p50 as pull_request_review_hours_p50,
    pull_request_week.merge_hours_p50 as pull_request_merge_hours_p50,
    trust.grade,
    trust.doubts
from core.week as week
cross join core.team as team
left join
    ticket_week
    on ticket_week.week_starts_on = week.week_starts_on and ticket_week.team_id = team.team_id
left join
    pull_request_week
    on pull_request_week.week_starts_on = week.week_starts_on and pull_request_week.team_id = team.team_id
left join flow.team_trust as trust
    on trust.population = 'velocity' and trust.period = 'week'
    and trust.period_starts_on = week.week_starts_on and trust.team_id = team.team_id
where
    week.is_observed
    and (not team.is_pseudo or ticket_week.completed_count > 0)
    and week.ends_at > team.from_at
    and week.starts_at < team.to_at
order by week.week_starts_on, team.team_id
