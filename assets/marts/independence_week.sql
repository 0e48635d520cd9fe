-- How far teams bring their work to production by themselves, week by week: what they merged, deployed and completed without
-- another team, beside DORA's deployment frequency and lead time for changes. Independence is what these lack: a
-- team may deploy daily what another one has to approve.
-- One row per week and team, zero-filled; * stands for all teams.
-- key: week_starts_on, team_id
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week
-- column team_id: the team of the pull requests' authors at the merge, and of the completions; * for all, also those without a team
-- column team_name: what that is called
-- column pull_request_merged_count: pull requests merged in the week
-- column independent_merge_count: of these, those that nobody of another team approved or merged
-- column unknown_merge_count: of these, those of which that is not known: the team of the author or of an approver is unknown
-- column independent_merge_share: independent_merge_count of those of which it is known
-- column pull_request_deployed_count: pull requests that reached production in the week, whenever they were merged
-- column independent_deployed_count: of these, those that nobody of another team approved or merged
-- column deployment_count: successful deployments to production: of a team those with which its pull requests reached it, of * all
-- column own_deployment_count: of these, those that brought pull requests of one team alone, each of them independent
-- column lead_hours_p50: first commit to production, Kaplan-Meier median over the pull requests merged in the week: what is not deployed yet counts as waiting
-- column is_p50_shown: whether at least 10 deployed pull requests stand behind it
-- column lead_4_weeks_hours_p50: lead_hours_p50 over the pull requests merged in the four weeks that end with this one
-- column is_4_weeks_p50_shown: whether at least 10 deployed pull requests stand behind it
-- column completed_count: completions of the week that stand
-- column self_ship_count: of these, those with a merged pull request of the team, and no handoff from the completion to its release
-- column self_ship_share: self_ship_count of completed_count
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with merge as (
    select
        approval.*,
        delivery.deployment_id,
        date_trunc('week', core.local_time(approval.merged_at))::date as merge_week_starts_on,
        date_trunc('week', core.local_time(delivery.deployed_at))::date as deploy_week_starts_on
    from flow.merge_approval as approval
    left join flow.pull_request_delivery as delivery
        on delivery.source = approval.source and delivery.pull_request_id = approval.pull_request_id
),
merge_total as (
    select
        merge_week_starts_on as week_starts_on,
        coalesce(team_id, '*') as team_id,
        count(*)::bigint as pull_request_merged_count,
        count(*) filter (where is_independent)::bigint as independent_merge_count,
        count(*) filter (where is_independent is null)::bigint as unknown_merge_count
    from merge
    group by grouping sets ((merge_week_starts_on, team_id), (merge_week_starts_on))
    having team_id is not null or grouping(team_id) = 1
),
brought as (
    select
        source,
        deployment_id,
        count(distinct coalesce(team_id, '')) = 1 and bool_and(coalesce(is_independent, false)) as is_own
    from merge
    where deployment_id is not null
    group by source, deployment_id
),
team_deployment as (
    select
        merge.deploy_week_starts_on as week_starts_on,
        merge.team_id,
        count(*)::bigint as pull_request_deployed_count,
        count(*) filter (where merge.is_independent)::bigint as independent_deployed_count,
        count(distinct(merge.source, merge.deployment_id))::bigint as deployment_count,
        count(distinct(merge.source, merge.deployment_id)) filter (where brought.is_own)::bigint
            as own_deployment_count
    from merge
    inner join brought on brought.source = merge.source and brought.deployment_id = merge.deployment_id
    where merge.team_id is not null
    group by merge.deploy_week_starts_on, merge.team_id
),
deployment_total as (
    select * from team_deployment
    union all by name
    select
        date_trunc('week', core.local_time(deployed.deployed_at))::date as week_starts_on,
        '*' as team_id,
        coalesce(sum(merge_count.merge_count), 0)::bigint as pull_request_deployed_count,
        coalesce(sum(merge_count.independent_count), 0)::bigint as independent_deployed_count,
        count(*)::bigint as deployment_count,
        count(*) filter (where brought.is_own)::bigint as own_deployment_count
    from flow.deployed_commit as deployed
    left join brought on brought.source = deployed.source and brought.deployment_id = deployed.deployment_id
    left join (
        select
            source, deployment_id,
            count(*) as merge_count,
            count(*) filter (where is_independent) as independent_count
        from merge
        group by source, deployment_id
    ) as merge_count
        on merge_count.source = deployed.source and merge_count.deployment_id = deployed.deployment_id
    group by all
),
lead_median as (
    select
        week_starts_on, team_id,
        max(median_hours) filter (where week_count = 1) as lead_hours_p50,
        max(picked_up_count) filter (where week_count = 1) as deployed_count,
        max(median_hours) filter (where week_count = 4) as lead_4_weeks_hours_p50,
        max(picked_up_count) filter (where week_count = 4) as deployed_4_weeks_count
    from flow.delivery_median
    where measure = 'lead' and repository_id = '*'
    group by week_starts_on, team_id
),
completion_total as (
    select
        date_trunc('week', core.local_time(completed_at))::date as week_starts_on,
        coalesce(team_id, '*') as team_id,
        count(*)::bigint as completed_count,
        count(*) filter (where is_self_shipped)::bigint as self_ship_count
    from flow.completion_release
    where reach = 'anywhere'
    group by grouping sets ((week_starts_on, team_id), (week_starts_on))
    having team_id is not null or grouping(team_id) = 1
),
spine as (
    select team_id, from_at, to_at from core.team where not is_pseudo
    union all
    select '*', '-infinity'::timestamp, 'infinity'::timestamp
)
select
    week.week_starts_on,
    week.iso_week,
    week.is_complete_week,
    spine.team_id,
    marts.team_name(spine.team_id) as team_name,
    coalesce(merge_total.pull_request_merged_count, 0) as pull_request_merged_count,
    coalesce(merge_total.independent_merge_count, 0) as independent_merge_count,
    coalesce(merge_total.unknown_merge_count, 0) as unknown_merge_count,
    merge_total.independent_merge_count
    / nullif(merge_total.pull_request_merged_count - merge_total.unknown_merge_count, 0)
        as independent_merge_share,
    coalesce(deployment_total.pull_request_deployed_count, 0) as pull_request_deployed_count,
    coalesce(deployment_total.independent_deployed_count, 0) as independent_deployed_count,
    coalesce(deployment_total.deployment_count, 0) as deployment_count,
    coalesce(deployment_total.own_deployment_count, 0) as own_deployment_count,
    lead_median.lead_hours_p50,
    coalesce(lead_median.deployed_count, 0) >= 10 as is_p50_shown,
    lead_median.lead_4_weeks_hours_p50,
    coalesce(lead_median.deployed_4_weeks_count, 0) >= 10 as is_4_weeks_p50_shown,
    coalesce(completion_total.completed_count, 0) as completed_count,
    coalesce(completion_total.self_ship_count, 0) as self_ship_count,
    completion_total.self_ship_count / completion_total.completed_count as self_ship_share,
    trust.grade,
    trust.doubts
from spine
inner join core.week as week
    on week.is_observed and week.ends_at > spine.from_at and week.starts_at < spine.to_at
left join merge_total
    on merge_total.week_starts_on = week.week_starts_on and merge_total.team_id = spine.team_id
left join deployment_total
    on deployment_total.week_starts_on = week.week_starts_on and deployment_total.team_id = spine.team_id
left join lead_median
    on lead_median.week_starts_on = week.week_starts_on and lead_median.team_id = spine.team_id
left join completion_total
    on completion_total.week_starts_on = week.week_starts_on and completion_total.team_id = spine.team_id
left join flow.team_trust as trust
    on trust.population = 'completion' and trust.period = 'week'
    and trust.period_starts_on = week.week_starts_on and trust.team_id = spine.team_id
order by week.week_starts_on, spine.team_id
