-- Kaplan-Meier medians of the time to production: from the first commit (lead) and from the merge (deploy), of the pull
-- requests that were merged in one week or in the four that end with it; * stands for all teams, and for all repositories.
-- What was not deployed by as_of is censored there. Pull requests whose way to production is not known are left out.
-- One row per measure, number of weeks, week, repository and team.
-- key: measure, week_count, week_starts_on, source, repository_id, team_id
with delivery as (
    select
        delivery.*,
        date_trunc('week', timezone(o.timezone, timezone('UTC', delivery.merged_at)))::date
            as merge_week_starts_on
    from flow.pull_request_delivery as delivery
    cross join core.organization as o
    where delivery.is_observed and delivery.first_commit_at is not null
),
duration as (
    select
        * exclude (measured_from_at),
        epoch(coalesce(deployed_at, core.as_of()) - measured_from_at) / 3600 as hours
    from (
        select
            source,
            repository_id,
            team_id,
            merge_week_starts_on,
            deployed_at,
            unnest(['lead', 'deploy']) as measure,
            unnest([first_commit_at, merged_at]) as measured_from_at
        from delivery
    )
)
select
    duration.measure,
    span.week_count,
    week.week_starts_on,
    case when repository.is_each then duration.source else '*' end as source,
    case when repository.is_each then duration.repository_id else '*' end as repository_id,
    case when team.is_each then duration.team_id else '*' end as team_id,
    duration.deployed_at is not null as is_picked_up,
    duration.hours,
    0.0::double as entry_hours
from duration
cross join (values (1), (4)) as span (week_count)
cross join (values (true), (false)) as repository (is_each)
inner join (values (true), (false)) as team (is_each) on duration.team_id is not null or not team.is_each
inner join core.week as week
    on week.week_starts_on >= duration.merge_week_starts_on
    and week.week_starts_on < duration.merge_week_starts_on + 7 * span.week_count
