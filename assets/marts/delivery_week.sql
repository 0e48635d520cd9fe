-- How often and how fast changes reach production: DORA's deployment frequency and lead time for changes, week by week.
-- A deployment is a team's where a pull request of the team reached production with it, and so may be several teams'.
-- One row per week, repository and team with pull requests there, zero-filled from the repository's first deployment to
-- production on; * stands for all repositories, and for all teams. Repositories without deployments have no rows.
-- key: week_starts_on, source, repository_id, team_id
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week
-- column source: configured name of the GitHub host; * for all repositories
-- column repository_id: the vendor's immutable id of the repository; * for all
-- column repository_name: such as northwind/app, as it is called now; * for all
-- column team_id: the team of the pull requests' authors at the merge; * for all, also those without a team
-- column team_name: what that is called
-- column deployment_count: successful deployments to production: of a team those with which its pull requests reached it, of * all
-- column deployment_day_count: days of the week with one of them, in the organization's time zone
-- column pull_request_merged_count: pull requests merged in the week, to repositories that are deployed
-- column pull_request_deployed_count: pull requests that reached production in the week, whenever they were merged
-- column lead_hours_p50: first commit to production, Kaplan-Meier median over the pull requests merged in the week: what is not deployed yet counts as waiting
-- column deploy_hours_p50: merge to production, likewise
-- column is_p50_shown: whether at least 10 deployed pull requests stand behind the two
-- column lead_4_weeks_hours_p50: lead_hours_p50 over the pull requests merged in the four weeks that end with this one
-- column deploy_4_weeks_hours_p50: deploy_hours_p50 over the same
-- column is_4_weeks_p50_shown: whether at least 10 deployed pull requests stand behind the two
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with deployment_week as (
    select
        deployed.source,
        deployed.repository_id,
        deployed.deployment_id,
        timezone(o.timezone, timezone('UTC', deployed.deployed_at))::date as day_on,
        date_trunc('week', day_on)::date as week_starts_on
    from flow.deployed_commit as deployed
    cross join core.organization as o
),
delivery as (
    select
        delivery.source,
        delivery.repository_id,
        delivery.team_id,
        delivery.deployment_id,
        date_trunc('week', timezone(o.timezone, timezone('UTC', delivery.merged_at)))::date
            as merge_week_starts_on
    from flow.pull_request_delivery as delivery
    cross join core.organization as o
),
-- What a row of the table may stand for: one repository or all, one team or all.
grain as (
    select repository.is_each_repository, team.is_each_team
    from (values (true), (false)) as repository (is_each_repository)
    cross join (values (true), (false)) as team (is_each_team)
),
deployed as (
    select
        deployment_week.week_starts_on,
        case when is_each_repository then deployment_week.source else '*' end as source,
        case when is_each_repository then deployment_week.repository_id else '*' end as repository_id,
        case when is_each_team then delivery.team_id else '*' end as team_id,
        count(distinct(deployment_week.source, deployment_week.deployment_id))::bigint as deployment_count,
        count(distinct deployment_week.day_on)::bigint as deployment_day_count,
        count(delivery.deployment_id)::bigint as pull_request_deployed_count
    from deployment_week
    cross join grain
    left join delivery
        on delivery.source = deployment_week.source and delivery.deployment_id = deployment_week.deployment_id
    where delivery.team_id is not null or not is_each_team
    group by all
),
merged as (
    select
        merge_week_starts_on as week_starts_on,
        case when is_each_repository then delivery.source else '*' end as source,
        case when is_each_repository then delivery.repository_id else '*' end as repository_id,
        case when is_each_team then delivery.team_id else '*' end as team_id,
        count(*)::bigint as pull_request_merged_count
    from delivery
    cross join grain
    semi join deployment_week
        on deployment_week.source = delivery.source and deployment_week.repository_id = delivery.repository_id
    where delivery.team_id is not null or not is_each_team
    group by all
),
median as (
    select
        week_starts_on, source, repository_id, team_id,
        max(median_hours) filter (where measure = 'lead' and week_count = 1) as lead_hours_p50,
        max(median_hours) filter (where measure = 'deploy' and week_count = 1) as deploy_hours_p50,
        max(picked_up_count) filter (where measure = 'lead' and week_count = 1) as deployed_count,
        max(median_hours) filter (where measure = 'lead' and week_count = 4) as lead_4_weeks_hours_p50,
        max(median_hours) filter (where measure = 'deploy' and week_count = 4) as deploy_4_weeks_hours_p50,
        max(picked_up_count) filter (where measure = 'lead' and week_count = 4) as deployed_4_weeks_count
    from flow.delivery_median
    group by all
),
spine as (
    select
        source, repository_id, team_id,
        min(first_week_starts_on) as first_week_starts_on
    from (
        select
            case when is_each_repository then first_week.source else '*' end as source,
            case when is_each_repository then first_week.repository_id else '*' end as repository_id,
            case when is_each_team then author.team_id else '*' end as team_id,
            first_week.week_starts_on as first_week_starts_on
        from (
            select source, repository_id, min(week_starts_on) as week_starts_on
            from deployment_week
            group by source, repository_id
        ) as first_week
        cross join grain
        left join (select distinct source, repository_id, team_id from delivery) as author
            on author.source = first_week.source and author.repository_id = first_week.repository_id
        where author.team_id is not null or not is_each_team
    )
    group by source, repository_id, team_id
)
select
    week.week_starts_on,
    week.iso_week,
    week.is_complete_week,
    spine.source,
    spine.repository_id,
    case when spine.repository_id = '*' then '*' else repository.name end as repository_name,
    spine.team_id,
    marts.team_name(spine.team_id) as team_name,
    coalesce(deployed.deployment_count, 0) as deployment_count,
    coalesce(deployed.deployment_day_count, 0) as deployment_day_count,
    coalesce(merged.pull_request_merged_count, 0) as pull_request_merged_count,
    coalesce(deployed.pull_request_deployed_count, 0) as pull_request_deployed_count,
    median.lead_hours_p50,
    median.deploy_hours_p50,
    coalesce(median.deployed_count, 0) >= 10 as is_p50_shown,
    median.lead_4_weeks_hours_p50,
    median.deploy_4_weeks_hours_p50,
    coalesce(median.deployed_4_weeks_count, 0) >= 10 as is_4_weeks_p50_shown,
    trust.grade,
    trust.doubts
from spine
inner join core.week as week on week.week_starts_on >= spine.first_week_starts_on and week.is_observed
left join core.team as team on team.team_id = spine.team_id
left join core.repository as repository
    on repository.source = spine.source and repository.repository_id = spine.repository_id
left join deployed
    on deployed.week_starts_on = week.week_starts_on and deployed.source = spine.source
    and deployed.repository_id = spine.repository_id and deployed.team_id = spine.team_id
left join merged
    on merged.week_starts_on = week.week_starts_on and merged.source = spine.source
    and merged.repository_id = spine.repository_id and merged.team_id = spine.team_id
left join median
    on median.week_starts_on = week.week_starts_on and median.source = spine.source
    and median.repository_id = spine.repository_id and median.team_id = spine.team_id
left join flow.team_trust as trust
    on trust.population = 'merge' and trust.period = '4 weeks'
    and trust.period_starts_on = week.week_starts_on - 21 and trust.team_id = spine.team_id
where team.team_id is null or (week.ends_at > team.from_at and week.starts_at < team.to_at)
order by week.week_starts_on, spine.source, spine.repository_id, spine.team_id
